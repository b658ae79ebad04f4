import type { StoredEvent } from './storeEvents';

/** A lead of the directory; no tenant: all tenants see it. */
export interface ModelLead {
  readonly id: string;
  readonly tenant_id: string | null;
  readonly airtable_record_id: string;
  readonly email: string;
}

export type ModelEvent = Required<
  Pick<StoredEvent, 'id' | 'timestamp' | 'tenant_id' | 'event_type' | 'event_category' | 'source'>
> &
  Pick<
    StoredEvent,
    'lead_id' | 'lead_airtable_id' | 'lead_email' | 'user_id' | 'message_content' | 'description'
  >;

const timeOf = (event: ModelEvent): number => Date.parse(event.timestamp);

/** Whom an event is about, as a text; null: nobody. */
export function whomAbout(event: ModelEvent, leads: readonly ModelLead[]): string | null {
  const { lead_id: linked, lead_airtable_id: airtableId, lead_email: email } = event;
  if (linked != null) return linked;
  const visible = leads.filter((lead) => [null, event.tenant_id].includes(lead.tenant_id));
  if (airtableId != null) {
    return visible.find((lead) => lead.airtable_record_id === airtableId)?.id ?? airtableId;
  }
  const [lead, ...others] = visible.filter((each) => each.email === email);
  return lead === undefined || others.length > 0 ? (email ?? null) : lead.id;
}

function byLead(events: readonly ModelEvent[], leads: readonly ModelLead[]) {
  const groups = new Map<string, ModelEvent[]>();
  for (const event of events) {
    const lead = whomAbout(event, leads);
    if (lead !== null) groups.set(lead, [...(groups.get(lead) ?? []), event]);
  }
  return groups;
}

/** How many events have each name, most frequent first, then by name. */
export function tally(names: readonly string[]): [name: string, count: number][] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
}

/** Every message with every reply of the same lead. */
export function naiveAnswered(
  { messages, replies }: { messages: readonly ModelEvent[]; replies: readonly ModelEvent[] },
  leads: readonly ModelLead[],
  withinMs: number,
): { leads: number; answeredLeads: number } {
  const written = byLead(messages, leads);
  const answers = byLead(replies, leads);
  const answered = [...written].filter(([lead, sent]) =>
    sent.some((message) =>
      (answers.get(lead) ?? []).some((reply) => {
        const delay = timeOf(reply) - timeOf(message);
        return delay >= 0 && delay <= withinMs;
      }),
    ),
  );
  return { leads: written.size, answeredLeads: answered.length };
}

/** For every lead, tries every event that could continue its way. */
export function naiveDropOff(
  events: readonly ModelEvent[],
  leads: readonly ModelLead[],
  steps: readonly string[],
): number[] {
  const furthest = [...byLead(events, leads).values()].map((own) => stepsFrom(own, steps, 0));
  return steps.map((_, at) => furthest.filter((count) => count > at).length);
}

function stepsFrom(own: readonly ModelEvent[], steps: readonly string[], after: number): number {
  const [step, ...later] = steps;
  const next = own.filter((event) => event.event_type === step && timeOf(event) >= after);
  const times = [...new Set(next.map(timeOf))];
  return Math.max(0, ...times.map((time) => 1 + stepsFrom(own, later, time)));
}

/** The day that a calendar in the zone shows. */
export function naiveDay(event: ModelEvent, timeZone: string): string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' });
  return format.format(timeOf(event));
}
