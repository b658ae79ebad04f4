import type { IDataObject, INode, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { type CredentialMap, referencesTo } from './engine/engineCredentials';
import { postgresCredential, postgresReference } from './engine/postgresCredential';
import { type FinishedRun, runWorkflow } from './engine/runWorkflow';
import { connect, makeNode } from './engine/workflowParts';

/** Where a run of Replay Retry Queue takes place. */
export interface ReplayPlace {
  /** Name of the database. */
  readonly database: string;
  readonly spoolFolder: string;
  readonly schema?: string;
  readonly credential?: Parameters<typeof postgresCredential>[1];
  /** `db` by default, which is that of the Log Activity stage. */
  readonly credentialId?: string;
  /** Beside the database's. */
  readonly credentials?: CredentialMap;
  /** Credentials beside the database's, by their type; the node uses them. */
  readonly services?: CredentialMap;
  readonly node?: Partial<INode>;
  /** One empty item by default. */
  readonly input?: readonly INodeExecutionData[];
  /** Cancels the execution as n8n's stop button does. */
  readonly signal?: AbortSignal;
}

export interface ReplayRun {
  readonly finished: FinishedRun;
  readonly replayed: INodeExecutionData[];
  readonly needsAttention: INodeExecutionData[];
  /** The json of the first item at the output Replayed. */
  readonly summary: IDataObject;
  readonly error: ReturnType<FinishedRun['error']>;
}

/** A Replay Retry Queue node called Replay, with the credential `db`. */
export function replayNode(settings: Partial<INode>): INode {
  return makeNode('Replay', 'n8n-nodes-activity-log.replayRetryQueue', {
    credentials: postgresReference('db'),
    ...settings,
    parameters: { connection: 'postgres', operation: 'replay', ...settings.parameters },
  });
}

/** Runs one Replay Retry Queue node. */
export async function runReplay(
  place: ReplayPlace,
  parameters: INodeParameters = {},
): Promise<ReplayRun> {
  const { credentialId = 'db', schema, services = {} } = place;
  const options = { spoolFolder: place.spoolFolder, ...(schema === undefined ? {} : { schema }) };
  const node = replayNode({
    parameters: { options, ...parameters },
    credentials: { ...postgresReference(credentialId), ...referencesTo(services) },
    ...place.node,
  });
  const finished = await runWorkflow({
    nodes: [makeNode('Start', 'n8n-nodes-base.manualTrigger'), node],
    connections: connect(['Start', 'Replay']),
    credentials: {
      ...services,
      ...place.credentials,
      [credentialId]: postgresCredential(place.database, place.credential),
    },
    ...(place.input === undefined ? {} : { input: place.input }),
    ...(place.signal === undefined ? {} : { signal: place.signal }),
  });
  const replayed = finished.items('Replay', 0);
  return {
    finished,
    replayed,
    needsAttention: finished.items('Replay', 1),
    summary: replayed[0]?.json ?? {},
    error: finished.error('Replay'),
  };
}
