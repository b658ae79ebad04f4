import type { IDataObject } from 'n8n-workflow';
import type { StoredRecord } from '../../stand/services/airtableServer';
import type { SentMessage } from '../../stand/services/simpleTextingServer';
import {
  LEAD_COLUMNS as LEAD,
  LEAD_STATUS,
  TABLES,
  TEMPLATE_COLUMNS as TEMPLATE,
} from '../../workflows/definitions/leadTable';
import type { FinishedRun } from '../support/engine/runWorkflow';
import { ServiceStage } from './serviceStage';
import type { Circumstances } from './templateStage';

const YESTERDAY = new Date(Date.now() - 86_400_000).toISOString();

/** The scheduler as it runs for a team with two messages in its campaign `spring`. */
export class SchedulerStage {
  /** Steps 1 and 2 of the campaign. */
  readonly messageTemplates: readonly StoredRecord[];
  private leadCount = 0;
  private oldMessages = 0;

  private constructor(readonly services: ServiceStage) {
    // What happens when it is too fast is planned by the tests that mean it.
    services.airtable.requestsPerSecond = Infinity;
    this.messageTemplates = [
      this.addTemplate(1, 'Hey {first_name}, saw your form.'),
      this.addTemplate(2, 'Still there, {first_name} {last_name}?'),
    ];
  }

  static async open(): Promise<SchedulerStage> {
    return new SchedulerStage(await ServiceStage.open());
  }

  close(): Promise<void> {
    return this.services.close();
  }

  /** Forgets leads, messages and faults; the log stays. */
  clear(): void {
    const { airtable, leads, simpleTexting } = this.services;
    for (const lead of leads.records) leads.delete(lead);
    const audit = airtable.table(TABLES.audit);
    for (const row of audit.records) audit.delete(row);
    // They stay where they are: their ids follow from their number.
    this.oldMessages = simpleTexting.messages.length;
    simpleTexting.calm();
    airtable.calm();
  }

  addTemplate(step: number, body: string, campaign = 'spring'): StoredRecord {
    const cells = { [TEMPLATE.campaign]: campaign, [TEMPLATE.step]: step, [TEMPLATE.body]: body };
    return this.services.airtable.table(TABLES.templates).add(cells);
  }

  /** A lead whose first message is due since yesterday, unless told otherwise; null empties a cell. */
  addLead(cells: IDataObject = {}): StoredRecord {
    this.leadCount += 1;
    return this.services.leads.add({
      [LEAD.firstName]: 'John',
      [LEAD.phone]: `408555${String(this.leadCount).padStart(4, '0')}`,
      [LEAD.campaign]: 'spring',
      [LEAD.step]: 1,
      [LEAD.status]: LEAD_STATUS.active,
      [LEAD.nextAt]: YESTERDAY,
      ...cells,
    });
  }

  addLeads(count: number): StoredRecord[] {
    return Array.from({ length: count }, () => this.addLead());
  }

  /** One run; pauses are left out unless given. */
  run({ configured, ...rest }: Circumstances = {}): Promise<FinishedRun> {
    const hurry = { secondsBetweenBatches: 0, millisecondsBetweenMessages: 1 };
    return this.services.run(
      'sms-scheduler',
      {},
      { configured: { ...hurry, ...configured }, ...rest },
    );
  }

  /** One run that must end well. */
  async runWell(circumstances?: Circumstances): Promise<FinishedRun> {
    const finished = await this.run(circumstances);
    expect(alarmOf(finished)).toBeUndefined();
    return finished;
  }

  /** What a run does that read the lead at the same moment, and claims it a little later. */
  claimForAnotherRun(lead: StoredRecord): void {
    this.services.leads.edit(lead, { [LEAD.claim]: '0-0-another' });
  }

  cell(lead: StoredRecord, column: keyof typeof LEAD): unknown {
    return this.services.leads.find(lead.id)?.fields[LEAD[column]];
  }

  progressOf(leads: readonly StoredRecord[]): unknown[] {
    return leads.map((lead) => this.cell(lead, 'progress'));
  }

  /** What was sent since the stage was cleared. */
  get messages(): readonly SentMessage[] {
    return this.services.simpleTexting.messages.slice(this.oldMessages);
  }

  /** How many messages reached the phone of each. */
  messagesTo(leads: readonly StoredRecord[]): number[] {
    return leads.map(
      (lead) =>
        this.messages.filter(({ contactPhone }) => contactPhone === this.cell(lead, 'phone'))
          .length,
    );
  }

  /** The lead's events in the log, oldest first. */
  async eventsOf(lead: StoredRecord): Promise<Record<string, unknown>[]> {
    return await this.services.database.query(
      'select * from lead_activity_log where lead_airtable_id = $1 order by timestamp, id',
      [lead.id],
    );
  }
}

/** Why a run ended in error; undefined when it did not. */
export function alarmOf({ run }: FinishedRun): string | undefined {
  return run.data.resultData.error?.message;
}
