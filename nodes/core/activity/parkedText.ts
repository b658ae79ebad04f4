import type { JsonValue } from '../json';
import type { ParkedPayload } from './activityEvent';
import { asciiJson } from './asciiJson';
import { PARKED_TAG } from './hideParkedTexts';

/** Of what may be kept: lengths to which texts are cut in turn, until the whole fits. */
const TEXT_PARTS = [1 / 8, 1 / 128, 1 / 4096];

/** What stands for a value that JSON cannot say, or that is too long. */
export function marker(kind: string, value?: JsonValue): JsonValue {
  return value === undefined ? { [PARKED_TAG]: kind } : { [PARKED_TAG]: kind, value };
}

/** Every text that is longer cut to its beginning. */
function cutTexts(value: JsonValue, longest: number): JsonValue {
  if (typeof value === 'string') {
    return value.length <= longest ? value : marker('cut', value.slice(0, longest));
  }
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((entry) => cutTexts(entry, longest));
  const members = Object.entries(value);
  return Object.fromEntries(members.map(([key, member]) => [key, cutTexts(member, longest)]));
}

/** Null when the text would be longer than a retry store keeps. */
function textOf(parked: JsonValue, longest: number): ParkedPayload | null {
  try {
    return asciiJson(parked, longest) as ParkedPayload;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/**
 * The parked value as ASCII-escaped JSON. If that is too long, long texts are cut to their
 * beginning, and if that does not help, but a marker is left.
 * @param longest characters that it may have
 */
export function parkedText(parked: JsonValue, longest: number): ParkedPayload {
  const whole = textOf(parked, longest);
  if (whole !== null) return whole;
  for (const part of TEXT_PARTS) {
    const cut = textOf(cutTexts(parked, Math.floor(longest * part)), longest);
    if (cut !== null) return cut;
  }
  return asciiJson(marker('too long')) as ParkedPayload;
}
