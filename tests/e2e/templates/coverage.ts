import { ACTIVITY_DATABASE } from '../../../stand/activityDatabase';
import { consoleProgress } from '../../../stand/progress';
import { AIRTABLE_LIMIT, type StandServices } from '../../../stand/standServices';
import type { TemplateStand } from '../../../stand/templateStand';
import { LEAD_COLUMNS, LEAD_STATUS, TABLES } from '../../../workflows/definitions/leadTable';
import { seededRandom } from '../../support/seededRandom';
import { type CampaignLead, planCampaign } from '../campaign/campaign';
import { judgeTimelines } from '../campaign/judgeTimelines';
import { Campaign } from '../campaign/play';
import { readTimelines } from '../campaign/readTimelines';
import { untilAtRest } from './untilAtRest';

const LEADS = 500;
const SEED = 'coverage';
/** Leads that come before, during and after the outage: enough that it lasts for a third of the time. */
const PARTS = [150, 210, 140] as const;
const LEAST_AWAY = 1 / 3;
/** It took three minutes on two cores that others used too. */
const PATIENCE_MS = 1_200_000;
const MOST_REPLAYS = 5;

/** What the test needs of the stand with all templates. */
export interface CoverageWorld {
  readonly stand: TemplateStand;
  readonly services: StandServices;
}

/** Every send, receipt, reply and booking of a campaign is in the right timeline, once and in order. */
export function describeCoverage(worldOf: () => CoverageWorld): void {
  describe(`a campaign of ${LEADS} leads, a third of it while the activity database is away`, () => {
    let campaign: Campaign;
    let first: string;
    let kept: number;
    let lastedMs: number;
    beforeAll(async () => {
      const { stand, services } = worldOf();
      first = await newestEvent(stand);
      services.airtable.requestsPerSecond = AIRTABLE_LIMIT;
      campaign = new Campaign(stand, services);
      const [before, during, after] = inParts(planCampaign(seededRandom(SEED), LEADS));
      const progress = consoleProgress();
      const start = performance.now();
      progress(`${before.length} leads …`);
      await campaign.play(before, 'patient');
      progress(`${during.length} leads while the activity database is away …`);
      await campaign.playWithoutLog(during);
      kept = campaign.acts.kept;
      await drain(stand, async () => (await eventsSince(stand, first)) >= issuedBy(campaign));
      progress(`${after.length} leads after it …`);
      await campaign.play(after, 'quick');
      await campaign.end();
      lastedMs = performance.now() - start;
      progress(`${issuedBy(campaign)} events are issued; the log was away for ${shareAway()} %.`);
      await drain(stand, async () => (await eventsSince(stand, first)) >= issuedBy(campaign));
      await untilAtRest(stand);
    }, PATIENCE_MS);

    const shareAway = (): number => Math.floor((100 * campaign.awayMs) / lastedMs);

    it('is without the log for a third of its time', () => {
      expect(campaign.awayMs / lastedMs).toBeGreaterThanOrEqual(LEAST_AWAY);
    });

    it('answers every webhook with 200', () => {
      expect(campaign.acts.refusals).toEqual([]);
    });

    it('keeps in the retry queue what comes in the outage', () => {
      const receipts = PARTS[1];
      expect(kept).toBeGreaterThanOrEqual(receipts);
    });

    it('tells each event once, in order, in the timeline of its lead', async () => {
      const { stand } = worldOf();
      const ids = campaign.leads.map(({ airtableId }) => airtableId);
      const timelines = await readTimelines(stand.address, ids);
      const accounts = campaign.leads.map(({ number }, i) => ({
        lead: `${number}`,
        issued: campaign.acts.issued.get(number) ?? [],
        told: timelines[i] ?? [],
      }));
      expect(accounts.filter(({ issued }) => issued.length < 2)).toEqual([]);
      expect(judgeTimelines(accounts)).toEqual([]);
    });

    it('has written no event beside them', async () => {
      expect(await eventsSince(worldOf().stand, first)).toBe(issuedBy(campaign));
    });

    it('has stopped who opted out, and nobody else', () => {
      const table = worldOf().services.airtable.table(TABLES.leads);
      const stopped = campaign.leads.filter(
        ({ airtableId }) =>
          table.find(airtableId)?.fields[LEAD_COLUMNS.status] === LEAD_STATUS.stopped,
      );
      expect(stopped).toEqual(campaign.leads.filter(({ reply }) => reply === 'stop'));
    });
  });
}

function inParts(leads: readonly CampaignLead[]): [CampaignLead[], CampaignLead[], CampaignLead[]] {
  const [before, during] = PARTS;
  const end = before + during;
  return [leads.slice(0, before), leads.slice(before, end), leads.slice(end)];
}

function issuedBy({ acts }: Campaign): number {
  return [...acts.issued.values()].reduce((sum, { length }) => sum + length, 0);
}

/** Runs the replay template, and again until nothing is left to write. */
async function drain(stand: TemplateStand, isDrained: () => Promise<boolean>): Promise<void> {
  let runs = 0;
  do {
    const { status, id } = await stand.api.runFromTrigger('replay-retry-queue', 'Run by Hand');
    if (status !== 'success') throw new Error(`The replay ended as ${status} (execution ${id}).`);
  } while (++runs < MOST_REPLAYS && !(await isDrained()));
}

async function newestEvent({ activityServer }: TemplateStand): Promise<string> {
  const rows = await activityServer.query(
    ACTIVITY_DATABASE,
    'select max(created_at)::text as newest from lead_activity_log',
  );
  return (rows[0] as { newest: string | null }).newest ?? '-infinity';
}

/** How many events were written after that moment. */
async function eventsSince({ activityServer }: TemplateStand, moment: string): Promise<number> {
  const rows = await activityServer.query(
    ACTIVITY_DATABASE,
    'select count(*)::int as count from lead_activity_log where created_at > $1::timestamptz',
    [moment],
  );
  return (rows[0] as { count: number }).count;
}
