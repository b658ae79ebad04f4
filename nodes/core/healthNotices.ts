import type { ActivityLogError } from './errors';
import type { Coverage, MonthsHealth } from './logHealth';
import type { Target } from './retryQueue/queueEntry';
import type { StoreStatus } from './retryQueue/retryStore';
import type { DatabaseHealth, SchemaHealth } from './targetHealth';

/** What was asked of the target. A figure is null where asking failed. */
export interface TargetFigures {
  readonly database: DatabaseHealth;
  readonly schema: SchemaHealth | null;
  readonly months: MonthsHealth | null;
  readonly coverage: Coverage | null;
  readonly failures: readonly FailedFigure[];
}

/** A figure that could not be asked for. */
export interface FailedFigure {
  /** As it begins a sentence, e.g. `The coverage`. */
  readonly figure: string;
  readonly error: ActivityLogError;
}

/** With fewer months ahead, two failed runs of Maintain in a row lead into the catch-all. */
const FEWEST_MONTHS_AHEAD = 2;
/** Schema, table, column or function missing: said once, with the schema's version. */
const NOT_SET_UP = new Set(['3F000', '42P01', '42703', '42883']);
const MAINTAIN = 'Run the "Maintain" operation of Replay Retry Queue, by schedule.';

/** What a person must look at, each with its cure; a cause that explains others is said alone. */
export function healthNotices(figures: TargetFigures): string[] {
  const { database, schema, months, coverage, failures } = figures;
  const notices: string[] = [];
  if (database.cause !== null) notices.push(sentences(database.cause, database.cure));
  if (!database.reachable) return notices;
  if (schema !== null) notices.push(...ofSchema(schema, database));
  const isOld = schema?.state === 'older' || schema?.state === 'missing';
  for (const { figure, error } of failures) {
    if (isOld && NOT_SET_UP.has(error.code ?? '')) continue;
    notices.push(sentences(`${figure} could not be asked for. ${error.message}`, error.hint));
  }
  if (months !== null) notices.push(...ofMonths(months));
  if (coverage !== null) notices.push(...ofCoverage(coverage));
  return notices;
}

/**
 * Entries of a credential that was replaced would wait for ever without a word. That of another
 * database or schema is no sign of it: it has replays of its own.
 */
export function replacedCredentialNotices(
  target: Target,
  others: StoreStatus['otherTargets'],
): string[] {
  const waiting = others
    .filter(({ target: other }) => isUnderAnotherCredential(target, other))
    .reduce((sum, other) => sum + other.waiting, 0);
  if (waiting === 0) return [];
  const [entries, wait, them] =
    waiting === 1 ? ['entry', 'waits', 'it'] : ['entries', 'wait', 'them'];
  return [
    `${waiting} ${entries} of this very database and schema ${wait} under another credential ID ` +
      `(see otherTargets), and no Replay of this credential takes ${them}. This is mostly so ` +
      'because the credential was replaced: if both lead to the same server, run Replay with ' +
      'Options > Entries of Another Target.',
  ];
}

function isUnderAnotherCredential(one: Target, other: Target): boolean {
  return (
    one.database === other.database &&
    one.schema === other.schema &&
    one.credentialId !== other.credentialId
  );
}

function ofSchema(schema: SchemaHealth, database: DatabaseHealth): string[] {
  const { version, needed, state, cure } = schema;
  switch (state) {
    case 'upToDate':
      return [];
    case 'missing':
      return database.cause === null ? [sentences('The schema has no ledger.', cure)] : [];
    case 'older':
      return [sentences(`The schema lacks migrations: it is at ${version} of ${needed}.`, cure)];
    case 'newer':
      return [
        sentences(`The schema is at migration ${version}, and this node knows ${needed}.`, cure),
      ];
  }
}

function ofMonths({ ahead, rowsAfter, isCapped }: MonthsHealth): string[] {
  const notices: string[] = [];
  if (ahead < FEWEST_MONTHS_AHEAD) {
    notices.push(`The log has ${ahead} month(s) after the present one. ${MAINTAIN}`);
  }
  if (rowsAfter > 0) {
    const count = isCapped ? `At least ${rowsAfter}` : String(rowsAfter);
    notices.push(
      `${count} event(s) lie after the last month of the log. ${MAINTAIN} It moves them into their month; those of more than a year ahead have a wrong timestamp.`,
    );
  }
  return notices;
}

function ofCoverage({ silent, isComplete }: Coverage): string[] {
  const notices: string[] = [];
  if (silent.length > 0) {
    notices.push(
      `No event in the last day, but some in the week before, of: ${silent.join(', ')}. Check the workflows that log them.`,
    );
  }
  if (!isComplete) {
    notices.push('There are more tenants than the coverage looks at: it counts the first ones.');
  }
  return notices;
}

function sentences(cause: string, cure: string | null | undefined): string {
  return `${cause} ${cure ?? ''}`.trim();
}
