import type { EntryFilter } from '../../core/retryQueue/entryFilter';
import { invalidParameter, requireText } from '../../core/timeline/invalidParameter';
import { parseInstant } from '../../core/timeline/parseInstant';
import { checked, date, type ItemPanel, names } from '../../n8n/itemPanel';
import { LANES } from '../properties/filters';

/** No event type, code or reference to a lead is longer. */
const LONGEST_NAME = 320;
/** An event id, alone or as the beginning of an entry id. */
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(\/[0-9a-f]{8})?$/;
/** No entry failed outside of these: PostgreSQL and JavaScript agree on the years between. */
const FIRST_MS = 0;
const LAST_MS = Date.UTC(9999, 0, 1);

/**
 * Which entries are meant. A filter that was added and is empty is refused: an expression that
 * gives nothing must not mean every entry.
 * @throws ConfigurationError naming the filter that cannot be used
 */
export function readEntryFilter(panel: ItemPanel): EntryFilter {
  const [failedFrom, failedBefore] = readDates(panel);
  return {
    ids: readIds(panel),
    lanes: readChoices(panel, { name: 'lanes', label: 'Lanes', choices: LANES }),
    codes: readNames(panel, 'codes', 'Codes'),
    fingerprints: lowered(readNames(panel, 'fingerprints', 'Fingerprints')),
    eventTypes: readNames(panel, 'eventTypes', 'Event Types'),
    leads: lowered(readNames(panel, 'leads', 'Leads')),
    failedFrom,
    failedBefore,
  };
}

/** A choice of several values of a list, under *Filters*. */
export function readChoices<const Value extends string>(
  panel: ItemPanel,
  { name, label, choices }: { name: string; label: string; choices: readonly Value[] },
): Value[] {
  const chosen = readNames(panel, name, label);
  const known = chosen.flatMap((value) => choices.find((choice) => choice === value) ?? []);
  if (known.length === chosen.length) return known;
  throw invalidParameter(
    `The parameter Filters: ${label} holds ${chosen.length - known.length} of ${chosen.length} values that it does not know.`,
    `Choose from ${choices.join(', ')}.`,
  );
}

function readIds(panel: ItemPanel): string[] {
  const ids = lowered(readNames(panel, 'ids', 'Event or Entry IDs'));
  const wrong = ids.filter((id) => !ID.test(id)).length;
  if (wrong === 0) return ids;
  throw invalidParameter(
    `The parameter Filters: Event or Entry IDs holds ${wrong} of ${ids.length} values that are no ID.`,
    'Enter event IDs as alerts and receipts name them, e.g. 019a5d2e-7c00-8b3a-9d53-0a4a3c2f7a10, or the entryId that Get Many gives.',
  );
}

function readNames(panel: ItemPanel, name: string, label: string): string[] {
  const parameter = `Filters: ${label}`;
  if (!panel.has('filters', name)) return [];
  const given = checked(parameter, names, panel.within('filters', name));
  const filled = given.filter((one) => one.trim() !== '');
  if (filled.length === 0) throw isEmpty(parameter);
  return filled.map((one) => requireText(one, parameter, LONGEST_NAME));
}

function readDates(panel: ItemPanel): [string | null, string | null] {
  const from = readDate(panel, 'failedAfter', 'Filters: Failed After');
  const before = readDate(panel, 'failedBefore', 'Filters: Failed Before');
  if (from === null || before === null || from < before) return [from, before];
  throw invalidParameter(
    'Filters: Failed After is not earlier than Filters: Failed Before, so no entry can lie between them.',
    'Exchange or correct the two, or leave one of them out.',
  );
}

function readDate(panel: ItemPanel, name: string, parameter: string): string | null {
  if (!panel.has('filters', name)) return null;
  const given = checked(parameter, date, panel.within('filters', name));
  if (given === null || given.trim() === '') throw isEmpty(parameter);
  const instant = parseInstant(given, parameter, panel.timeZone);
  return new Date(Math.min(Math.max(instant, FIRST_MS), LAST_MS)).toISOString();
}

function isEmpty(parameter: string): Error {
  return invalidParameter(
    `The parameter ${parameter} was added and is empty.`,
    'Fill it in or remove it; when it is an expression, check that it gives a value for this item.',
  );
}

function lowered(texts: readonly string[]): string[] {
  return texts.map((text) => text.toLowerCase());
}
