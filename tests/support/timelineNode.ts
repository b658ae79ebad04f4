import type { ICredentialDataDecryptedObject, IDataObject, INodeParameters } from 'n8n-workflow';
import { postgresCredential, postgresReference } from './engine/postgresCredential';
import { runWorkflow } from './engine/runWorkflow';
import { connect, makeNode } from './engine/workflowParts';

/**
 * Runs one Query Timeline node and gives the json of its items.
 * @throws the error of the node
 */
export async function readTimeline(
  place: { readonly database: string; readonly credential?: ICredentialDataDecryptedObject },
  parameters: INodeParameters,
): Promise<IDataObject[]> {
  const node = makeNode('Timeline', 'n8n-nodes-activity-log.queryTimeline', {
    parameters: { connection: 'postgres', operation: 'getTimeline', ...parameters },
    credentials: postgresReference('db'),
  });
  const finished = await runWorkflow({
    nodes: [makeNode('Start', 'n8n-nodes-base.manualTrigger'), node],
    connections: connect(['Start', 'Timeline']),
    credentials: { db: postgresCredential(place.database, place.credential) },
  });
  const error = finished.error('Timeline');
  if (error !== undefined) throw error;
  return finished.items('Timeline').map(({ json }) => json);
}
