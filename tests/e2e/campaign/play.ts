import { ACTIVITY_DATABASE } from '../../../stand/activityDatabase';
import { addDueLead, addTemplate, syncLeads } from '../../../stand/crm';
import { Outside } from '../../../stand/journey/outside';
import type { StandServices } from '../../../stand/standServices';
import type { TemplateStand } from '../../../stand/templateStand';
import { Acts } from './acts';
import { CAMPAIGN, type CampaignLead, type FiledCampaignLead, TEMPLATE_BODY } from './campaign';
import { forEachOf } from './forEachOf';
import { type SentToLead, SentMessages } from './sentMessages';

const AT_ONCE = 6;
const LOOK_EVERY_MS = 50;

/** Leads that PostgreSQL learns of only after the outage in which their events came. */
const isLate = ({ number }: CampaignLead): boolean => number % 5 === 0;

/**
 * When carriers report: `patient`, after the scheduler has logged what it sent; `quick`, before that in
 * part, as soon as SimpleTexting has taken the message.
 */
export type Carriers = 'patient' | 'quick';

/** A campaign: its leads get a message each, and act on it. */
export class Campaign {
  readonly acts: Acts;
  readonly leads: FiledCampaignLead[] = [];
  /** How long the log was away. */
  awayMs = 0;

  constructor(
    private readonly stand: TemplateStand,
    private readonly services: StandServices,
  ) {
    const outside = new Outside(stand.address, services);
    this.acts = new Acts(services, outside);
    addTemplate(services.airtable, { campaign: CAMPAIGN, step: 1, body: TEMPLATE_BODY });
  }

  /** One part of the leads: what they get and do, and what those before them think better of. */
  async play(wave: readonly CampaignLead[], carriers: Carriers): Promise<void> {
    const before = [...this.leads];
    const filed = this.file(wave);
    await syncLeads(this.stand.activityServer, filed);
    await this.act(filed, before, carriers);
  }

  /** The same while the log is away, from the first message to the last act. */
  async playWithoutLog(wave: readonly CampaignLead[]): Promise<void> {
    const before = [...this.leads];
    const filed = this.file(wave);
    const { activityServer } = this.stand;
    await syncLeads(
      activityServer,
      filed.filter((lead) => !isLate(lead)),
    );
    await activityServer.stop('immediate');
    const start = performance.now();
    try {
      await this.act(filed, before, 'quick');
      this.awayMs = performance.now() - start;
    } finally {
      await activityServer.start();
    }
    await syncLeads(activityServer, filed);
  }

  /** Those who are left to think better of it. */
  async end(): Promise<void> {
    await forEachOf(this.leads, AT_ONCE, (lead) => this.acts.rethink(lead));
  }

  private file(wave: readonly CampaignLead[]): FiledCampaignLead[] {
    const filed = wave.map((lead) => ({
      ...lead,
      ...addDueLead(this.services.airtable, lead, CAMPAIGN),
    }));
    this.leads.push(...filed);
    return filed;
  }

  private async act(
    filed: readonly FiledCampaignLead[],
    before: readonly FiledCampaignLead[],
    carriers: Carriers,
  ): Promise<void> {
    await this.sendAll(filed, carriers);
    await forEachOf([...before, ...filed], AT_ONCE, async (lead) => {
      if (before.includes(lead)) return this.acts.rethink(lead);
      await this.acts.reply(lead);
      await this.acts.book(lead);
    });
  }

  /** Runs the scheduler until everybody got the message; meanwhile carriers report on it. */
  private async sendAll(filed: readonly FiledCampaignLead[], carriers: Carriers): Promise<void> {
    const sent = new SentMessages(this.services.simpleTexting, filed);
    let isRunning = true;
    const run = async (): Promise<void> => {
      while (sent.all().length < filed.length) await this.schedule();
      isRunning = false;
    };
    const watch = async (): Promise<void> => {
      for (let isOver = false; !isOver;) {
        isOver = !isRunning;
        const fresh = sent.fresh();
        for (const { lead, message } of fresh) this.acts.sent(lead, message);
        while (carriers === 'patient' && isRunning && !(await this.areLogged(fresh))) await pause();
        await forEachOf(fresh, AT_ONCE, ({ lead, message }) => this.acts.receipt(lead, message));
        if (fresh.length === 0) await pause();
      }
    };
    await Promise.all([run(), watch()]);
  }

  private async areLogged(sent: readonly SentToLead[]): Promise<boolean> {
    const rows = await this.stand.activityServer.query(
      ACTIVITY_DATABASE,
      `select from lead_activity_log where event_type = 'MESSAGE_SENT' and entity_id = any ($1)`,
      [sent.map(({ message }) => message.id)],
    );
    return rows.length === sent.length;
  }

  private async schedule(): Promise<void> {
    const { status, id } = await this.stand.api.runFromTrigger('sms-scheduler', 'Run by Hand');
    if (status !== 'success')
      throw new Error(`The scheduler ended as ${status} (execution ${id}).`);
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
}
