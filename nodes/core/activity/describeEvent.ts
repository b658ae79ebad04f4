import { findEventType } from '../catalog/eventTypes';
import type { JsonObject, JsonValue } from '../json';

const MESSAGE_LENGTH = 50;
const VALUE_LENGTH = 100;
/** UTF-16 units; more than any length takes, even if each character takes two. */
const PIECE = 1000;
const PLACEHOLDER = /\{(\w+)(?:\|([^{}]*))?\}/g;

/** What a description is made of. */
export interface Describable {
  readonly eventType: string;
  readonly messageContent: string | null;
  readonly metadata: JsonObject;
}

/** The beginning of a text with single blanks. Looks at no more of it than that takes. */
function cut(text: string, length: number): string {
  let head = '';
  // Piece by piece: over megabytes without a blank, a pattern would exhaust its stack.
  for (let start = 0; start < text.length && head.length <= 2 * length; start += PIECE) {
    head = (head + text.slice(start, start + PIECE)).replace(/\s+/g, ' ').trimStart();
  }
  // By code points, so that no emoji is cut in two.
  const characters = Array.from(head.trimEnd());
  if (characters.length <= length) return characters.join('');
  return `${characters.slice(0, length).join('')}…`;
}

function textOf(value: JsonValue | undefined): string {
  if (value === undefined || value === null || typeof value === 'object') return '';
  return cut(String(value), VALUE_LENGTH);
}

function fill(template: string, event: Describable): string {
  const filled = template.replace(PLACEHOLDER, (_, name: string, fallback: string = '') => {
    if (name === 'message') return cut(event.messageContent ?? '', MESSAGE_LENGTH) || fallback;
    const value = Object.hasOwn(event.metadata, name) ? event.metadata[name] : undefined;
    return textOf(value) || fallback;
  });
  // "SMS sent: " without a message reads "SMS sent".
  return filled.replace(/[\s:,–-]+$/, '');
}

/** `order.parcel_shipped` reads "Order parcel shipped". */
function nameAsWords(eventType: string): string {
  const words = eventType
    .replace(/[._:-]+/g, ' ')
    .trim()
    .toLowerCase();
  return words === '' ? eventType : words.charAt(0).toUpperCase() + words.slice(1);
}

/**
 * A sentence for a person, from the type's template: the message cut at 50 characters, payload
 * fields at 100, white space made single. A type without a template is called by its name.
 */
export function describeEvent(event: Describable): string {
  const template = findEventType(event.eventType)?.descriptionTemplate;
  const text = template === undefined ? '' : fill(template, event);
  return text === '' ? nameAsWords(event.eventType) : text;
}
