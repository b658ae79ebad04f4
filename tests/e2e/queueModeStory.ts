import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import axios from 'axios';
import { ACTIVITY_DATABASE } from '../../stand/activityDatabase';
import type { WorkflowJson } from '../../stand/n8nApi';
import type { N8nWorker } from '../../stand/n8nWorker';
import type { QueueStand } from '../../stand/queueStand';
import type { CredentialReference } from '../../stand/bindCredentials';
import { deliver, type Delivered } from '../../stand/story/deliver';
import { JOHN, LATE } from '../../stand/story/leads';
import type { IssuedRecord } from '../../stand/story/records';

const FIRST_AT = Date.UTC(2026, 0, 5, 9);
const REPLAY_PATH = 'replay-now';

/** What a replay says of itself, and the execution that it ran in. */
export interface ReplayAnswer {
  readonly executionId: string;
  readonly replayed: number;
  /** In the queue table and in the spool of the worker that ran it. */
  readonly remaining: number | null;
  readonly stoppedBecause: string | null;
}

/** Sends events to n8n and remembers every one. */
export class Sender {
  readonly delivered: Delivered[] = [];
  private issued = 0;

  constructor(private readonly stand: QueueStand) {}

  /** Sends new events of John; each of them twice, as providers do. */
  send(count: number): Promise<readonly Delivered[]> {
    return this.sendAll(Array.from({ length: count }, () => this.next()));
  }

  /** Events that name their lead by its id before it is there: the database refuses them till then. */
  sendTooEarly(count: number): Promise<readonly Delivered[]> {
    const lead = { lead: LATE, leadBy: 'id' } as const;
    return this.sendAll(Array.from({ length: count }, () => ({ ...this.next(), ...lead })));
  }

  private async sendAll(records: readonly IssuedRecord[]): Promise<readonly Delivered[]> {
    const delivered = await deliver(this.stand, records);
    this.delivered.push(...delivered);
    return delivered;
  }

  private next(): IssuedRecord {
    const number = ++this.issued;
    return {
      ...{ event_type: 'MESSAGE_SENT', event_category: 'SMS', lead: JOHN, leadBy: 'airtableId' },
      description: `SMS sent: message ${number}`,
      message_content: `Message ${number}: "quoted", déjà vu`,
      metadata: { phone: JOHN.phone, message_id: `SM${number}`, sequence_position: number },
      source: 'n8n:queue-mode',
      timestamp: new Date(FIRST_AT + number * 1000).toISOString(),
      event_id: `queue-mode:${number}`,
      ...{ execution_id: null, client_id: null, created_by: null },
    };
  }
}

/** A workflow that replays when its address is called, as a schedule would, but at a known moment. */
export function replayWorkflow(postgres: CredentialReference): WorkflowJson {
  const place = (x: number) => ({ position: [x, 0] });
  const nodes = [
    {
      ...{ id: 'call', name: 'Call', type: 'n8n-nodes-base.webhook', typeVersion: 2, ...place(0) },
      webhookId: 'queue-mode-replay',
      parameters: { httpMethod: 'POST', path: REPLAY_PATH, responseMode: 'lastNode', options: {} },
    },
    {
      ...{ id: 'replay', name: 'Replay', typeVersion: 1, credentials: { postgres }, ...place(240) },
      type: 'n8n-nodes-activity-log.replayRetryQueue',
      parameters: { operation: 'replay', limit: '={{ $json.body.limit }}' },
    },
    {
      ...{ id: 'who', name: 'Who', type: 'n8n-nodes-base.set', typeVersion: 3.4, ...place(480) },
      parameters: {
        assignments: {
          assignments: [
            { id: 'who', name: 'executionId', type: 'string', value: '={{ $execution.id }}' },
          ],
        },
        includeOtherFields: true,
        options: {},
      },
    },
  ];
  const to = (node: string) => ({ main: [[{ node, type: 'main', index: 0 }]] });
  return {
    name: 'Replay when called',
    nodes,
    connections: { Call: to('Replay'), Replay: to('Who') },
    settings: { executionOrder: 'v1' },
  };
}

/** Runs one replay of at most `limit` entries, on whichever worker takes it. */
export async function replay(stand: QueueStand, limit: number): Promise<ReplayAnswer> {
  const address = `${stand.address}/webhook/${REPLAY_PATH}`;
  const answer = await axios.post<ReplayAnswer>(address, { limit }, { proxy: false });
  return answer.data;
}

/** Entries that wait in the queue table, whatever for. */
export async function waitingInTable({ activityServer }: QueueStand): Promise<number> {
  const [row] = await activityServer.query(
    ACTIVITY_DATABASE,
    `select count(*)::int as waiting from activity_retry_queue
     where state not in ('replayed', 'discarded')`,
  );
  return (row as { waiting: number }).waiting;
}

/** Whatever lies in a worker's spool: none when it is drained, for it keeps nothing of what is done. */
export function spoolFiles({ spoolFolder }: N8nWorker): string[] {
  if (!existsSync(spoolFolder)) return [];
  return readdirSync(spoolFolder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    statSync(join(spoolFolder, path), { throwIfNoEntry: false })?.isFile(),
  );
}

/** Whether a worker ran one of these executions. */
export function ranOneOf(worker: N8nWorker, executionIds: readonly (string | null)[]): boolean {
  const taken = new Set<string | null>(worker.executions);
  return executionIds.some((id) => taken.has(id));
}
