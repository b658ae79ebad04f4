import { EVENT_TYPES } from '../../../nodes/core/catalog/eventTypes';
import { airtableId, drawTenant, leadEmail, leadId } from './directory';
import { Draw } from './draw';
import { messageText } from './logText';

/** A stretch of time and the events in it, numbered from `first`. */
export interface Slice {
  readonly seed: number;
  readonly first: number;
  readonly count: number;
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly until: number;
}

export const COLUMNS = [
  'tenant_id',
  'id',
  'event_type',
  'event_category',
  'lead_id',
  'lead_airtable_id',
  'lead_email',
  'user_id',
  'visitor_token',
  'entity_id',
  'session_id',
  'description',
  'message_content',
  'metadata',
  'source',
  'workflow_id',
  'execution_id',
  'payload_hash',
  'search_extra',
  '"timestamp"',
] as const;

const NULL = '\\N';

/** Sent messages are most of what automations do; the other types share the rest, skewed too. */
function drawType(draw: Draw): (typeof EVENT_TYPES)[number] {
  const index = draw.fraction() < 0.4 ? 0 : draw.skewed(EVENT_TYPES.length);
  return EVENT_TYPES[index] as (typeof EVENT_TYPES)[number];
}

/** The rows of a slice as lines for COPY, in order of time. */
export function* logLines(slice: Slice): Generator<string> {
  const draw = new Draw(slice.seed);
  const step = (slice.until - slice.from) / slice.count;
  for (let i = 0; i < slice.count; i++) {
    const at = Math.floor(slice.from + (i + draw.fraction()) * step);
    yield line(draw, slice.first + i, at);
  }
}

function line(draw: Draw, ordinal: number, at: number): string {
  const tenant = drawTenant(draw);
  const type = drawType(draw);
  const lead = tenant.firstLead + draw.skewed(tenant.leads);
  const workflow = 1 + draw.skewed(30);
  const text = messageText(draw, ordinal);
  const id = eventId(draw, at);
  const metadata = `{"campaign_id": "campaign_${draw.below(50)}", "template_id": "t${draw.below(300)}", "message_id": "SM${ordinal}", "sequence_position": ${1 + draw.below(5)}}`;
  const isManual = type.category === 'MANUAL';
  const cells = [
    tenant.id,
    id,
    type.name,
    type.category,
    ...references(draw, lead),
    isManual ? `user-${draw.skewed(200)}` : NULL,
    draw.fraction() < 0.05 ? `visitor-${draw.hex(5)}` : NULL,
    draw.fraction() < 0.1 ? `post-${draw.skewed(20_000)}` : NULL,
    draw.fraction() < 0.05 ? `session-${draw.hex(6)}` : NULL,
    `${type.label}: ${text.slice(0, 40)}`,
    text,
    metadata,
    isManual ? 'ui:/api/activity-log' : `n8n:${workflow}`,
    isManual ? NULL : `${workflow}`,
    `${Math.floor(ordinal / 20)}`,
    `\\\\x${id.replaceAll('-', '')}${id.replaceAll('-', '')}`,
    ordinal % 50 === 0 ? 'spring campaign' : NULL,
    new Date(at).toISOString(),
  ];
  return `${cells.join('\t')}\n`;
}

/** Every 20th event came before its lead: by Airtable id, every 60th by email. */
function references(draw: Draw, lead: number): [string, string, string] {
  const chance = draw.fraction();
  if (chance < 1 / 60) return [NULL, NULL, leadEmail(lead)];
  if (chance < 1 / 20) return [NULL, airtableId(lead), NULL];
  return [leadId(lead), airtableId(lead), NULL];
}

function eventId(draw: Draw, at: number): string {
  const time = at.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-8${draw.hex(3)}-8${draw.hex(3)}-${draw.hex(6)}${draw.hex(6)}`;
}
