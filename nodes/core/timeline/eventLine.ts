import type { TimelineEvent, TimelineLead } from './timelineEvent';
import { wallClockAt } from './timeZone';

/** A line stays readable at a glance, and one event cannot crowd out the others. */
export const MAX_TEXT = 200;
/** Names, emails and ids. */
const MAX_NAME = 80;
const SHORTENED = '…';

/** Line breaks of any kind, control characters, and what changes text without being seen. */
const NOT_SHOWN =
  /[\s\p{Cc}\p{Zl}\p{Zp}\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e01ef}]+/gu;
const PLAIN_NAME = /^[\w.:-]{1,100}$/;

/** How much an event's line says. */
export interface LineForm {
  /** IANA name. */
  readonly timeZone: string;
  readonly withLead: boolean;
}

/**
 * One event in one line: time, type, description, message, lead, id. What people and services wrote
 * stands in quotes, without line breaks and hidden characters, so that it cannot pass for a line of
 * ours; what is longer than 200 characters is shortened, with an ellipsis.
 */
export function eventLine(event: TimelineEvent, form: LineForm): string {
  return lineOf(event, form, MAX_TEXT);
}

/** The same with source and metadata, and with up to `most` characters of each text. */
export function fullEventLine(event: TimelineEvent, form: LineForm, most: number): string {
  const metadata = shortened(oneLine(JSON.stringify(event.metadata)), most);
  const source = quoted(event.source, MAX_NAME);
  return `${lineOf(event, form, most)} source ${source} metadata ${metadata}`;
}

function lineOf(event: TimelineEvent, { timeZone, withLead }: LineForm, most: number): string {
  const { timestamp, eventType, id } = event;
  const parts = [
    localTime(timestamp, timeZone),
    PLAIN_NAME.test(eventType) ? eventType : quoted(eventType, MAX_NAME),
    quoted(event.description, most),
    ...messagePart(event, most),
    ...(withLead ? leadPart(event) : []),
    `id ${id}`,
  ];
  return parts.join(' ');
}

/** Who a lead is, in one line. */
export function leadLine({ id, airtableId, ...lead }: TimelineLead): string {
  const parts = [
    nameOf(lead.firstName, lead.lastName),
    lead.email === null ? [] : quoted(lead.email, MAX_NAME),
    airtableId === null ? [] : `Airtable id ${quoted(airtableId, MAX_NAME)}`,
    `id ${id}`,
  ];
  return `Lead: ${parts.flat().join(', ')}`;
}

/** A text on one line that cannot end its own quotes, at most `most` characters of it. */
function quoted(text: string, most: number): string {
  return JSON.stringify(shortened(oneLine(text), most));
}

/** Without line breaks and hidden characters. */
export function oneLine(text: string): string {
  return text.replace(NOT_SHOWN, ' ').trim();
}

/** Never between the halves of a surrogate pair. */
function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  return text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '') + SHORTENED;
}

function localTime(timestamp: string, timeZone: string): string {
  const clock = new Date(wallClockAt(Date.parse(timestamp), timeZone)).toISOString();
  return clock.slice(0, 19).replace('T', ' ');
}

/** Many descriptions repeat the message; it is not said twice. */
function messagePart({ description, message }: TimelineEvent, most: number): string[] {
  const text = oneLine(message ?? '');
  if (text === '' || shortened(oneLine(description), most).includes(text)) return [];
  return [`message ${quoted(text, most)}`];
}

function leadPart({ lead, details }: TimelineEvent): string[] {
  const email = lead === null ? details.leadEmail : lead.email;
  const airtableId = lead === null ? details.leadAirtableId : lead.airtableId;
  const reference = email ?? airtableId ?? lead?.id;
  const names = lead === null ? [] : nameOf(lead.firstName, lead.lastName);
  const known = [...names, ...(reference === undefined ? [] : [quoted(reference, MAX_NAME)])];
  return known.length === 0 ? [] : [`lead ${known.join(' ')}`];
}

function nameOf(...names: readonly (string | null)[]): string[] {
  const name = oneLine(names.filter((part) => part !== null).join(' '));
  return name === '' ? [] : [quoted(name, MAX_NAME)];
}
