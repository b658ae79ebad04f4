import type { Progress } from '../progress';
import type { Stand } from '../stand';
import { deliver, DELIVERIES_PER_EVENT, type Delivered } from './deliver';
import { createLead, JOHN, LATE, SARAH, seedDirectory } from './leads';
import { judge, type Verdict } from './oracle';
import { type IssuedRecord, RECORDS } from './records';
import { deleteOneRow, readRows } from './storedRows';
import { printTimeline, readTimeline, timelineFindings } from './timelines';

export interface StoryOptions {
  /** Whether a row is deleted before the comparison, which must then fail. */
  readonly sabotage: boolean;
  /** Takes the timelines, as text. */
  readonly print: (text: string) => void;
  readonly progress: Progress;
}

/** How many events come before the outage and during it; the rest comes after. */
const BEFORE = 17;
const DURING = 16;
const TRIGGER = 'n8n-nodes-base.scheduleTrigger';

/**
 * Plays a lead's story in an empty activity log: events come in over HTTP, each twice; the
 * database goes away and comes back; the scheduled replay writes what waited; the timelines are
 * read back; and everything is compared with what was issued.
 */
export async function playStory(stand: Stand, options: StoryOptions): Promise<Verdict> {
  const { progress } = options;
  const server = stand.activityServer;
  await seedDirectory(server);
  const send = (what: string, records: readonly IssuedRecord[]): Promise<Delivered[]> => {
    progress(`${records.length} events ${what}, each ${DELIVERIES_PER_EVENT} times …`);
    return deliver(stand, records);
  };
  const before = await send('come in', RECORDS.slice(0, BEFORE));
  progress('The activity database is stopped.');
  await server.stop('immediate');
  const during = await send('come in during the outage', RECORDS.slice(BEFORE, BEFORE + DURING));
  await server.start();
  progress('The activity database is back, and the last lead is created.');
  await createLead(server, LATE);
  await replay(stand, progress);
  const after = await send('come in after it', RECORDS.slice(BEFORE + DURING));
  if (options.sabotage) {
    progress('Sabotage: one row is deleted.');
    await deleteOneRow(server);
  }
  const verdict = await compare(stand, [...before, ...during, ...after], options);
  return { ...verdict, findings: [...outageFindings(during), ...verdict.findings] };
}

/** An outage that nobody noticed proves nothing. */
function outageFindings(during: readonly Delivered[]): string[] {
  return during
    .filter(({ answers }) => answers.some(({ outcome }) => outcome !== 'deadLettered'))
    .map(({ record }) => `outage: ${record.event_id} did not go to the retry queue`);
}

async function replay(stand: Stand, progress: Progress): Promise<void> {
  progress('The scheduled replay runs …');
  const { id, json } = stand.workflows['replay-retry-queue'];
  const trigger = json.nodes.find(({ type }) => type === TRIGGER);
  if (trigger === undefined) throw new Error('The replay workflow has no Schedule Trigger.');
  const execution = await stand.api.runFromTrigger(id, trigger.name);
  if (execution.status === 'success') return;
  throw new Error(`The replay ended as ${execution.status}: see execution ${execution.id} in n8n.`);
}

async function compare(
  stand: Stand,
  delivered: readonly Delivered[],
  options: StoryOptions,
): Promise<Verdict> {
  const findings: string[] = [];
  for (const lead of [JOHN, SARAH, LATE]) {
    const timeline = await readTimeline(stand, lead);
    findings.push(...timelineFindings(lead, timeline, RECORDS));
    if (lead !== LATE) options.print(printTimeline(lead, timeline));
  }
  const alarms = stand.workflows['workflow-errors']?.id;
  // A schedule that meets the outage fails by design, and the log hears of that, too.
  const rows = (await readRows(stand.activityServer)).filter(
    ({ workflow_id }) => alarms === undefined || workflow_id !== alarms,
  );
  const workflowId = stand.workflows['log-activity-api'].id;
  const verdict = judge(delivered, rows, { workflowId });
  return { ...verdict, findings: [...verdict.findings, ...findings] };
}
