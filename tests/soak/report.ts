import {
  ALERT_TIME_LIMIT,
  QUEUE_TIME_LIMIT,
  type RetryPolicy,
  SPOOL_TIME_LIMIT,
} from '../../nodes/core/delivery/retryPolicy';
import type { SoakReport } from './soak';

/** Milliseconds that a busy machine may add to a call before it counts as late. */
const SCHEDULING_MS = 1500;

/** In words, what a run found broken; none when every promise held and every fault happened. */
export function brokenPromises(report: SoakReport, policy: RetryPolicy): string[] {
  const { verdict, faults, lostBeforeReplay, tally, undrained, worstCall, alerts } = report;
  const limit = callLimit(policy);
  const broken = [
    ...serials('lost before the replay', lostBeforeReplay),
    ...serials('lost', verdict.lost),
    ...serials('doubled', verdict.doubled),
    ...serials('altered', verdict.altered),
    ...serials('torn, but not set aside', verdict.overlooked),
  ];
  if (verdict.phantom > 0) broken.push(`phantom: ${verdict.phantom} rows that nobody issued`);
  if (alerts.leaking > 0) broken.push(`${alerts.leaking} alerts hold something of an event`);
  if (undrained !== 0) broken.push(`not drained: ${undrained ?? 'unknown'}`);
  if (tally.of('silent receipts') > 0) broken.push('receipts without a cause and a cure');
  if (worstCall > limit) broken.push(`a call took ${Math.round(worstCall)} ms, more than ${limit}`);
  for (const [fault, count] of Object.entries({ ...faults, ...needed(report) })) {
    if (count === 0) broken.push(`never happened: ${fault}`);
  }
  return broken;
}

/** Everything that a reader wants to compare between seeds, as one JSON object. */
export function summary(report: SoakReport): Record<string, unknown> {
  const { verdict, faults, tally } = report;
  return {
    ...figures(report),
    ...{ outcomes: tally.under('outcome '), kept: tally.under('kept in ') },
    ...{ faults, failures: tally.under('failure '), unsettled: tally.under('not settled ') },
    ...{ altered: verdict.altered.length, alerts: report.alerts },
    ...lastFigures(report),
  };
}

/** The figures that the issue asks for, a line each. */
export function figureLines(report: SoakReport): string[] {
  const all = Object.entries({ ...figures(report), ...lastFigures(report) });
  return all.map(([name, figure]) => `${name.padEnd(20)}${String(figure).padStart(8)}`);
}

function figures({ tally, verdict, ...report }: SoakReport): Record<string, number> {
  const inQueues = ['queueTable', 'airtable', 'secondPostgres'];
  return {
    issued: report.issued,
    acknowledged: report.acknowledged,
    written: report.rows,
    queued: inQueues.reduce((sum, store) => sum + tally.of(`kept in ${store}`), 0),
    spooled: tally.of('kept in spool'),
    replayed: tally.of('replayed'),
    parked: report.waiting,
    givenUp: verdict.givenUp,
    setAside: verdict.setAside,
    ambiguousCommits: tally.of('ambiguous commits'),
    worstCallMs: Math.round(report.worstCall),
  };
}

function lastFigures({ verdict, lostBeforeReplay }: SoakReport): Record<string, number> {
  const lost = new Set([...verdict.lost, ...lostBeforeReplay]);
  return { lost: lost.size, doubled: verdict.doubled.length, phantom: verdict.phantom };
}

/** What must have happened besides the faults themselves, for the run to prove anything. */
function needed({ tally, alerts }: SoakReport): Record<string, number> {
  return {
    'ambiguous commits': tally.of('ambiguous commits'),
    'executions cancelled': tally.of('executions cancelled'),
    duplicates: tally.of('outcome duplicate'),
    conflicts: tally.of('outcome conflict'),
    'parked events': tally.of('outcome parked'),
    'kept in the queue table': tally.of('kept in queueTable'),
    'kept in the spool': tally.of('kept in spool'),
    'kept in Airtable': tally.of('kept in airtable'),
    'kept in the second PostgreSQL': tally.of('kept in secondPostgres'),
    'alerts sent': alerts.sent,
    replayed: tally.of('replayed'),
  };
}

/** P7: all phases of one execution. */
function callLimit({ totalTimeLimit }: RetryPolicy): number {
  return totalTimeLimit + QUEUE_TIME_LIMIT + SPOOL_TIME_LIMIT + ALERT_TIME_LIMIT + SCHEDULING_MS;
}

function serials(what: string, found: readonly string[]): string[] {
  return found.length === 0 ? [] : [`${what}: ${found.length} (${found.slice(0, 5).join(', ')})`];
}
