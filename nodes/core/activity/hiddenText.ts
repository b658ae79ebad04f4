import type { EnrichedEvent, WritableEvent } from './activityEvent';
import { describeEvent } from './describeEvent';
import { maskText } from './maskValue';
import type { PrivacyMode } from './privacyMode';
import { searchExtra } from './searchExtra';

const HASHED = /^hmac:[0-9a-f]{64}$/;
const MASKED_PHONE = /^•••\d\d$/;

/** Whether a text is what privacy leaves of one. */
export function isHiddenText(text: string): boolean {
  return text === maskText(text) || MASKED_PHONE.test(text) || HASHED.test(text);
}

/** Whether a value holds a hidden text. */
export function holdsHiddenText(value: unknown): boolean {
  return textsIn(value).some((text) => typeof text === 'string' && isHiddenText(text));
}

/** Whether there are texts, and privacy has hidden every one. */
function isHidden(value: unknown): boolean {
  const texts = textsIn(value);
  return texts.length > 0 && texts.every((text) => typeof text === 'string' && isHiddenText(text));
}

/** Texts and numbers within a value: what privacy hides. */
function textsIn(value: unknown): (string | number)[] {
  const texts: (string | number)[] = [];
  const seen = new Set<object>();
  const waiting: unknown[] = [value];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next === 'string' || typeof next === 'number') texts.push(next);
    if (typeof next !== 'object' || next === null || seen.has(next)) continue;
    seen.add(next);
    for (const member of Object.values(next)) waiting.push(member);
  }
  return texts;
}

/** What an event was made of, as far as privacy speaks about it. */
export interface GivenParts {
  readonly fields?: unknown;
  readonly messageContent?: unknown;
  readonly description?: unknown;
}

/**
 * An event whose texts were hidden before it was redacted has them as they were then: a hash of a
 * hash would join with nothing, and a mask of a mask says less.
 * @param given what the event was made of
 */
export function keepHidden(
  event: WritableEvent,
  given: GivenParts,
  mode: PrivacyMode,
): EnrichedEvent {
  const fields = Object(given.fields) as Readonly<Record<string, unknown>>;
  const entries = Object.entries(event.metadata).map(([name, value]) => {
    const before = Object.hasOwn(fields, name) ? fields[name] : undefined;
    return [name, isHidden(before) ? (before as typeof value) : value] as const;
  });
  const { messageContent: message } = given;
  const isKept = event.messageContent !== null && typeof message === 'string' && isHidden(message);
  const messageContent = isKept ? message : event.messageContent;
  const kept = { ...event, metadata: Object.fromEntries(entries), messageContent };
  const isDerived = event.description === describeEvent(event);
  return {
    ...kept,
    description: isDerived || mode === 'strict' ? describeEvent(kept) : event.description,
    searchExtra: searchExtra(event.eventType, kept.metadata),
  };
}
