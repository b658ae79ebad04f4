import { valueShape } from '../activity/valueShape';
import { type Calendar, dayOf, rangeOf, type TimeSpan } from './dateRange';
import { DATE_RANGES, type DateRange, type FilterRequest } from './filterRequest';
import { type IdRange, idRange } from './idRange';
import { invalidParameter } from './invalidParameter';
import { parseInstant } from './parseInstant';
import { type QueryFilters, queryParameter } from './queryLanguage';

/** A bound of time, in milliseconds, and the parameter that set it. */
interface Bound {
  readonly at: number;
  readonly parameter: string;
}

interface Bounds {
  readonly after: readonly Bound[];
  readonly before: readonly Bound[];
}

type PanelDates = Pick<FilterRequest, 'after' | 'before' | 'dateRange'>;

const DAY_ONLY = /^\s*\d{4}-\d\d-\d\d\s*$/;

/**
 * The range of ids in which everything holds that panel and query say of time.
 * @throws ConfigurationError naming the parameter that is no date, or the two that leave no time
 * between them
 */
export function planDates(panel: PanelDates, query: QueryFilters, calendar: Calendar): IdRange {
  const all = [panelBounds(panel, calendar), queryBounds(query, calendar)];
  const after = all.flatMap((bounds) => bounds.after).sort((a, b) => b.at - a.at)[0];
  const before = all.flatMap((bounds) => bounds.before).sort((a, b) => a.at - b.at)[0];
  if (after !== undefined && before !== undefined && after.at >= before.at) {
    throw invalidParameter(
      `${after.parameter} is not earlier than ${before.parameter}, so no event can lie between them.`,
      'Exchange or correct the two, or leave one of them out.',
    );
  }
  return idRange(after?.at ?? null, before?.at ?? null);
}

function panelBounds(panel: PanelDates, calendar: Calendar): Bounds {
  const label = 'Filters: Date Range';
  const ranges = panel.dateRange === null ? [] : [readPreset(panel.dateRange, label)];
  return {
    after: [
      ...instants(panel.after, 'Filters: After', calendar),
      ...ranges.map((preset) => ({ at: rangeOf(preset, calendar).after, parameter: label })),
    ],
    before: [
      ...instants(panel.before, 'Filters: Before', calendar),
      ...ranges.map((preset) => ({ at: rangeOf(preset, calendar).before, parameter: label })),
    ],
  };
}

function queryBounds(query: QueryFilters, calendar: Calendar): Bounds {
  const [on, range] = [queryParameter('on'), queryParameter('range')];
  const spans: { span: TimeSpan; parameter: string }[] = [
    ...(query.on ?? []).map((day) => ({ span: readDay(day, on, calendar), parameter: on })),
    ...(query.range ?? []).map((name) => ({
      span: rangeOf(readPreset(name, range), calendar),
      parameter: range,
    })),
  ];
  const each = (key: 'after' | 'before'): Bound[] => [
    ...(query[key] ?? []).flatMap((date) => instants(date, queryParameter(key), calendar)),
    ...spans.map(({ span, parameter }) => ({ at: span[key], parameter })),
  ];
  return { after: each('after'), before: each('before') };
}

function instants(value: string | null, parameter: string, { timeZone }: Calendar): Bound[] {
  if (value === null || value.trim() === '') return [];
  return [{ at: parseInstant(value, parameter, timeZone), parameter }];
}

function readDay(day: string, parameter: string, { timeZone }: Calendar): TimeSpan {
  if (DAY_ONLY.test(day)) return dayOf(parseInstant(day, parameter, timeZone), timeZone);
  throw invalidParameter(
    `The parameter ${parameter} is not a day; it is ${valueShape(day)}.`,
    'Write one day of the calendar, e.g. on:2025-11-07; for a time of day use after: and before:.',
  );
}

/** "last 7 days", `last-7-days` and `last7Days` are the same. */
function readPreset(name: string, parameter: string): DateRange {
  const folded = name.toLowerCase().replace(/[\s_-]/g, '');
  const preset = DATE_RANGES.find((range) => range.toLowerCase() === folded);
  if (preset !== undefined) return preset;
  throw invalidParameter(
    `The parameter ${parameter} is not a range that has a name; it is ${valueShape(name)}.`,
    `Use one of ${DATE_RANGES.join(', ')}.`,
  );
}
