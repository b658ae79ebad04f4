/** Something that a service did, in the order in which it did so. */
export interface IssuedEvent {
  readonly type: string;
  /** What the service calls it: the id of a message or a reply, or the URI of an invitee. */
  readonly providerId: string;
  readonly message: string | null;
}

/** An event of a timeline, as Query Timeline gives it. */
export interface ToldEvent {
  readonly eventType: string;
  readonly message: string | null;
  readonly [key: string]: unknown;
}

/** One lead: what was issued for it, oldest first, and what its timeline tells, oldest first. */
export interface LeadAccount {
  readonly lead: string;
  readonly issued: readonly IssuedEvent[];
  readonly told: readonly ToldEvent[];
}

/**
 * What is wrong, a line each: every event must be told once, in the timeline of its lead, in order
 * and in its words. A told event is known by its type and by the provider's id somewhere in it.
 */
export function judgeTimelines(accounts: readonly LeadAccount[]): string[] {
  const ids = new Set(accounts.flatMap(({ issued }) => issued.map(({ providerId }) => providerId)));
  return accounts.flatMap((account) => findingsOf(account, ids));
}

function findingsOf({ lead, issued, told }: LeadAccount, ids: ReadonlySet<string>): string[] {
  const expected = issued.map(({ type, providerId }) => `${type} ${providerId}`);
  const found = told.map((event) => `${event.eventType} ${idIn(event, ids)}`);
  const findings = [
    ...expected.filter((name) => !found.includes(name)).map((name) => `lost: ${name}`),
    ...found.filter((name) => !expected.includes(name)).map((name) => `phantom: ${name}`),
    ...[...new Set(found.filter((name, i) => found.indexOf(name) !== i))].map(
      (name) => `doubled: ${name}`,
    ),
  ];
  if (findings.length === 0) {
    if (found.some((name, i) => name !== expected[i])) {
      findings.push(`out of order: ${found.join(', ')} instead of ${expected.join(', ')}`);
    } else {
      findings.push(...alterations(issued, told));
    }
  }
  return findings.map((finding) => `${finding} (lead ${lead})`);
}

function alterations(issued: readonly IssuedEvent[], told: readonly ToldEvent[]): string[] {
  return issued
    .filter(({ message }, i) => message !== null && told[i]?.message !== message)
    .map(({ type, providerId }) => `altered: the text of ${type} ${providerId}`);
}

/** The provider's id in an event: its entity id, or wherever else its template put it. */
function idIn(event: ToldEvent, ids: ReadonlySet<string>): string {
  const { entityId } = event;
  return textsIn([entityId, event]).find((text) => ids.has(text)) ?? 'of nobody';
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}
