import { createHash } from 'node:crypto';
import type { Question } from './everyRead';
import type { TestDatabase } from './testDatabase';

/** How an event names its lead; `their…`: as if it were another's; `only`: one lead a tenant has it. */
export const WAYS = [
  'own',
  'shared',
  'theirs',
  'airtableId',
  'theirAirtableId',
  'email',
  'onlyEmail',
  'nobody',
] as const;

export interface WorldEvent {
  readonly way: (typeof WAYS)[number];
  readonly type: 'MESSAGE_SENT' | 'INBOUND_REPLY' | 'NOTE_ADDED';
  readonly minute: number;
}

const CATEGORY = { MESSAGE_SENT: 'SMS', INBOUND_REPLY: 'SMS', NOTE_ADDED: 'MANUAL' } as const;
/** Minute 0 of a world, in milliseconds. */
export const WORLD_START = Date.parse('2026-01-05T10:00:00Z');
const MINUTE = 60_000;

/** One event of each way, so that no operation has nothing to show. */
export const ONE_OF_EACH: readonly WorldEvent[] = WAYS.flatMap((way, at) => [
  { way, type: 'MESSAGE_SENT' as const, minute: at },
  { way, type: 'INBOUND_REPLY' as const, minute: at + 1 },
]);

/**
 * Tenants that have all in common but what they say: ids of events, references of leads, entity,
 * user, visitor, session and execution are the same. What belongs to one of them bears its mark.
 */
export class TenantWorld {
  constructor(
    /** Worlds of other names have nothing in common with this one; letters and digits. */
    readonly name: string,
    readonly tenants: readonly string[],
    readonly events: readonly (readonly WorldEvent[])[],
  ) {}

  /** A text that all of a tenant's events and leads hold, and nobody else's. */
  mark(tenant: number): string {
    return `mark${this.name}of${tenant}`;
  }

  /** What the tenant asks; the answer to each operation is not empty. */
  question(tenant: number): Question {
    return {
      tenant: this.tenants[tenant] ?? '',
      eventId: this.eventId(this.events[tenant]?.[0]?.minute ?? 0, 0),
      leadId: this.leadId(tenant, 'listed'),
      airtableId: this.airtableId('shared'),
      email: this.email('same'),
      name: `Same${this.name}`,
      word: `word${this.name}`,
      value: `value-${this.name}`,
      statementTimeout: 10_000,
    };
  }

  /** Writes everything, or what one tenant may know and the leads that its events refer to. */
  async store(db: TestDatabase, only?: number): Promise<void> {
    const isWanted = (_: unknown, tenant: number) => only === undefined || only === tenant;
    const leads = this.tenants.flatMap((_, tenant) => {
      const [linked, listed] = this.leadsOf(tenant);
      return isWanted(_, tenant) ? [linked, listed] : [linked];
    });
    await insert(db, 'leads', [this.sharedLead(), ...leads]);
    const events = this.events.map((own, tenant) => own.map((_, at) => this.row(tenant, at)));
    await insert(db, 'lead_activity_log', events.filter(isWanted).flat());
  }

  private sharedLead(): Record<string, unknown> {
    const names = { first_name: `Same${this.name}`, last_name: 'Shared' };
    const references = { airtable_record_id: this.airtableId('shared'), email: this.email('same') };
    return { id: this.leadId('shared', 'listed'), tenant_id: null, ...names, ...references };
  }

  /** The one that others refer to, and the one whose references they use. */
  private leadsOf(tenant: number): [Record<string, unknown>, Record<string, unknown>] {
    const [tenant_id, last_name] = [this.tenants[tenant], this.mark(tenant)];
    const names = { tenant_id, first_name: `Same${this.name}`, last_name };
    const linked = { ...names, id: this.leadId(tenant, 'linked'), email: this.email('same') };
    const listed = {
      ...names,
      id: this.leadId(tenant, 'listed'),
      airtable_record_id: this.airtableId(`${tenant}`),
      email: this.email('only'),
    };
    return [linked, listed];
  }

  private row(tenant: number, at: number): Record<string, unknown> {
    const event = this.events[tenant]?.[at];
    if (event === undefined) throw new Error('There is no such event.');
    const { value, word } = this.question(tenant);
    const timestamp = new Date(WORLD_START + event.minute * MINUTE).toISOString();
    const said = `${this.mark(tenant)} ${word}`;
    return {
      ...{ tenant_id: this.tenants[tenant], id: this.eventId(event.minute, at) },
      ...{ event_type: event.type, event_category: CATEGORY[event.type] },
      ...this.reference(tenant, event.way),
      ...{ user_id: value, visitor_token: value, entity_id: value, session_id: value },
      ...{ description: said, message_content: said, metadata: { said }, source: 'ui:test' },
      ...{ execution_id: value, schema_version: 1, payload_hash: '\\x00' },
      ...{ timestamp, created_at: timestamp },
    };
  }

  private reference(tenant: number, way: WorldEvent['way']): Record<string, unknown> {
    const other = (tenant + 1) % this.tenants.length;
    switch (way) {
      case 'own':
        return { lead_id: this.leadId(tenant, 'listed') };
      case 'shared':
        return { lead_id: this.leadId('shared', 'listed') };
      case 'theirs':
        return { lead_id: this.leadId(other, 'linked') };
      case 'airtableId':
        return { lead_airtable_id: this.airtableId('shared') };
      case 'theirAirtableId':
        return { lead_airtable_id: this.airtableId(`${other}`) };
      case 'email':
        return { lead_email: this.email('same') };
      case 'onlyEmail':
        return { lead_email: this.email('only') };
      case 'nobody':
        return {};
    }
  }

  /** The same for every tenant. */
  private eventId(minute: number, at: number): string {
    const time = (WORLD_START + minute * MINUTE).toString(16).padStart(12, '0');
    const tail = createHash('sha256').update(`${this.name} ${at}`).digest('hex').slice(0, 18);
    return uuid(`${time}8${tail.slice(0, 3)}8${tail.slice(3, 18)}`);
  }

  private leadId(tenant: number | 'shared', kind: 'linked' | 'listed'): string {
    const hash = createHash('sha256').update(`${this.name} ${tenant} ${kind}`).digest('hex');
    return uuid(hash.slice(0, 32));
  }

  private airtableId(whose: string): string {
    return `rec${this.name}${whose}`;
  }

  private email(whose: string): string {
    return `${whose}@${this.name}.example`;
  }
}

function uuid(hex: string): string {
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

async function insert(
  db: TestDatabase,
  table: 'leads' | 'lead_activity_log',
  rows: readonly Record<string, unknown>[],
): Promise<void> {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))].map((name) => `"${name}"`);
  await db.query(
    `insert into ${table} (${columns.join()})
     select ${columns.join()} from jsonb_populate_recordset(null::${table}, $1::jsonb)`,
    [JSON.stringify(rows)],
  );
}
