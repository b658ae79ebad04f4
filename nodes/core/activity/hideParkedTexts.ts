import type { JsonObject, JsonValue } from '../json';
import type { Hide } from './privacy';
import { isTypeName } from './readEventType';
import { isJsonObject } from './readJson';

/** The key that `parkPayload` gives to what JSON cannot say. */
export const PARKED_TAG = '$activityLog';

const INSTANT = /^\d{4}-\d{2}-\d{2}[T ][\d:.,]{5,}(Z|[+-][\d:]{2,6})$/i;
const LEAD_BY = new Set<JsonValue>(['id', 'airtableId', 'email', 'none']);
const FEWEST_PHONE_DIGITS = 7;

/** Whether a value beside the fields says how to repair the event and nothing of a person. */
function isPlain(name: string, value: JsonValue): boolean {
  switch (name) {
    case 'eventType':
      return typeof value === 'string' && isTypeName(value.trim());
    case 'tenant':
      return typeof value === 'string';
    case 'timestamp':
      return typeof value === 'number' || (typeof value === 'string' && INSTANT.test(value));
    default:
      return false;
  }
}

function hideLead(lead: JsonValue, hide: Hide): JsonValue {
  const hidden = hideTexts(lead, hide);
  if (!isJsonObject(lead) || !isJsonObject(hidden)) return hidden;
  const { by } = lead;
  return by !== undefined && LEAD_BY.has(by) ? { ...hidden, by } : hidden;
}

function hideTexts(value: JsonValue, hide: Hide): JsonValue {
  if (typeof value === 'string') return hide(value);
  if (typeof value === 'number') {
    const text = String(value);
    return text.replace(/\D/g, '').length < FEWEST_PHONE_DIGITS ? value : hide(text);
  }
  if (value === null || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map((entry) => hideTexts(entry, hide));
  return hideMembers(value, (_, member) => hideTexts(member, hide));
}

function hideMembers(
  value: JsonObject,
  hideMember: (name: string, member: JsonValue) => JsonValue,
): JsonObject {
  const isNumber = value[PARKED_TAG] === 'number';
  const members = Object.entries(value).map(([name, member]): [string, JsonValue] => {
    // A tag is our own word, and NaN, Infinity and -0 tell of nobody.
    const isOurs = name === PARKED_TAG || (isNumber && name === 'value');
    return [name, isOurs ? member : hideMember(name, member)];
  });
  return Object.fromEntries(members);
}

/**
 * Hides every text of a parked payload, and every number with seven digits or more, for it may be
 * a phone. The structure stays, and the names in it. Of the payload's own members stay what a
 * person needs to repair the event: `eventType` in the form of a type's name, `tenant`,
 * `timestamp`, and how the lead is named (`lead.by`).
 * @param parked as `parkPayload` makes it
 */
export function hideParkedTexts(parked: JsonValue, hide: Hide): JsonValue {
  if (!isJsonObject(parked)) return hideTexts(parked, hide);
  return hideMembers(parked, (name, member) => {
    if (name === 'lead') return hideLead(member, hide);
    return isPlain(name, member) ? member : hideTexts(member, hide);
  });
}
