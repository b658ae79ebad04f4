import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { callTool } from './engine/callTool';
import { postgresCredential } from './engine/postgresCredential';
import { type LogActivityStage, stageLogActivity } from './logActivityNode';
import { replayNode, type ReplayPlace, type ReplayRun, runReplay } from './replayNode';

/** A lead that is nobody's: an event of it is refused by the database until it is there. */
export const ORPHAN = '6f1b6f52-3f0e-4b0a-9d53-0a4a3c2f7a10';
/** In no error and no list without payload: what an event says of a person. */
export const SECRET = 'Rumpelstiltskin';

/** A log, its queue, and the node that repairs it. */
export class RetryQueueStage {
  private constructor(readonly log: LogActivityStage) {}

  static async open(): Promise<RetryQueueStage> {
    return new RetryQueueStage(await stageLogActivity());
  }

  end(): Promise<void> {
    return this.log.end();
  }

  /** Runs one operation; parameters as the panel names them. */
  run(
    operation: string,
    parameters: INodeParameters = {},
    changes: Partial<ReplayPlace> = {},
  ): Promise<ReplayRun> {
    const { spoolFolder } = this.log;
    const place = { database: this.log.database.name, spoolFolder, ...changes };
    const options = { spoolFolder, ...((parameters['options'] ?? {}) as INodeParameters) };
    return runReplay(place, { ...parameters, operation, options });
  }

  /** As the tool of an agent. @returns what the model reads */
  async ask(operation: string, parameters: INodeParameters = {}): Promise<IDataObject[]> {
    const { spoolFolder, database } = this.log;
    const options = { spoolFolder };
    const node = replayNode({ parameters: { options, ...parameters, operation } });
    const credentials = { db: postgresCredential(database.name) };
    const { text } = await callTool(node, {}, { credentials });
    return JSON.parse(text) as IDataObject[];
  }

  /** One event for each item, which waits in the queue table until the lead ORPHAN is there. */
  async logOrphans(items: readonly object[], parameters: INodeParameters = {}): Promise<string[]> {
    const lead = { leadBy: 'id', leadValue: ORPHAN };
    const { receipts } = await this.log.run(items, { ...lead, ...parameters });
    expect(receipts.map(({ outcome }) => outcome)).toEqual(items.map(() => 'deadLettered'));
    return receipts.map(({ eventId }) => eventId);
  }

  /** One message for each item, parked because its fields do not fit. */
  async logRefused(items: readonly object[], parameters: INodeParameters = {}): Promise<string[]> {
    const type = { eventType: { __rl: true, mode: 'name', value: 'MESSAGE_SENT' } };
    const fieldsJson = `={{ { campaign_id: "spring", phone: $json.phone ?? ["${SECRET}"] } }}`;
    const { receipts } = await this.log.run(items, {
      ...{ ...type, fieldsJson },
      ...parameters,
    });
    expect(receipts.map(({ outcome }) => outcome)).toEqual(items.map(() => 'parked'));
    return receipts.map(({ eventId }) => eventId);
  }

  /** Ids in the log, in order. */
  async storedIds(): Promise<string[]> {
    const rows = await this.log.database.query<{ id: string }>(
      'select id from lead_activity_log order by id',
    );
    return rows.map(({ id }) => id);
  }

  async addOrphan(): Promise<void> {
    await this.log.database.query('insert into leads (id) values ($1)', [ORPHAN]);
  }

  /** What waits and what was given up, by state. */
  async states(): Promise<Record<string, number>> {
    const rows = await this.log.database.query<{ state: string; count: number }>(
      'select state, count(*)::int as count from activity_retry_queue group by state',
    );
    return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
  }
}

/** The items of an output, without their links. */
export function jsonOf(items: ReplayRun['replayed']): IDataObject[] {
  return items.map(({ json }) => json);
}
