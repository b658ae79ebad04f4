import fc from 'fast-check';
import type { FilterRequest } from '../../nodes/core/timeline/filterRequest';
import type { ModelEvent, ModelLead } from './searchModel';
import { smsAt, storeEvents, storeLead } from './storeEvents';
import type { TestDatabase } from './testDatabase';

/** Words that the stemmer leaves as they are. */
const WORDS = ['alpha', 'beta', 'gamma'];
const TYPES = ['MESSAGE_SENT', 'INBOUND_REPLY', 'OPT_OUT'];
type Drawn<A> = A extends fc.Arbitrary<infer T> ? T : never;

/** Few distinct times at the ends of months, so that events share milliseconds and windows end between them. */
const drawnTime = fc.record({
  month: fc.constantFrom(-30, -14, -6, -5, -2, -1, 0, 1, 20),
  milliseconds: fc.constantFrom(-1, 0, 1),
});
export const drawnEvent = fc.record({
  time: drawnTime,
  tenant: fc.constantFrom(0, 1),
  way: fc.constantFrom('none', 'own', 'other', 'shared', 'airtable', 'email'),
  event_type: fc.constantFrom(...TYPES),
  event_category: fc.constantFrom('SMS', 'MANUAL'),
  source: fc.constantFrom('n8n:1', 'n8n:2', 'ui:/notes'),
  user_id: fc.constantFrom(null, 'u1', 'u2'),
  entity_id: fc.constantFrom(null, 'n1', 'n1', 'n2'),
  visitor_token: fc.constantFrom(null, 'v1', 'v1', 'v2'),
  session_id: fc.constantFrom(null, 's1', 's1', 's2'),
  execution_id: fc.constantFrom(null, 'x1', 'x1', 'x2'),
  words: fc.subarray(WORDS),
  /** Whether the other tenant has an event of the same id. */
  twin: fc.boolean(),
});
type DrawnEvent = Drawn<typeof drawnEvent>;

export const drawnFilters = fc.record({
  tenants: fc.subarray([0, 1], { minLength: 1 }),
  eventTypes: fc.oneof(fc.constant<string[]>([]), fc.subarray(TYPES)),
  categories: fc.constantFrom([], [], ['SMS'], ['MANUAL', 'SMS']),
  sources: fc.constantFrom([], [], ['n8n:1'], ['n8n:1', 'ui:/notes']),
  ids: fc.constantFrom(
    ...[{}, {}, { userId: 'u1' }, { entityId: 'n1' }, { visitorToken: 'v1' }],
    ...[{ sessionId: 's1' }, { executionId: 'x1' }, { userId: 'u1', sessionId: 's2' }],
  ),
  lead: fc.constantFrom('', '', '', 'id', 'airtableId', 'email', 'name', 'nobody'),
  wanted: fc.oneof(fc.constant<string[]>([]), fc.subarray(WORDS, { maxLength: 2 })),
  unwanted: fc.oneof(fc.constant<string[]>([]), fc.subarray(WORDS, { maxLength: 1 })),
  after: fc.option(drawnTime, { freq: 2 }),
  before: fc.option(drawnTime, { freq: 2 }),
});
type DrawnFilters = Drawn<typeof drawnFilters>;

let runs = 0;

/** Two tenants and their leads, and one that both share, in a database that many stages use. */
export class SearchStage {
  readonly events: ModelEvent[] = [];

  private constructor(
    private readonly db: TestDatabase,
    readonly tenants: readonly [string, string],
    /** Of the first tenant, of the second, and shared. */
    readonly leads: readonly ModelLead[],
  ) {}

  static async open(db: TestDatabase): Promise<SearchStage> {
    const name = `stage${++runs}`;
    const tenants = [`${name}-a`, `${name}-b`] as const;
    const names = [
      ['Ann', 'Alpha'],
      ['beta', 'alpha'],
      ['Zoe', null],
    ] as const;
    const leads: ModelLead[] = [];
    for (const [i, [first_name, last_name]] of names.entries()) {
      const columns = {
        tenant_id: tenants[i] ?? null,
        airtable_record_id: `rec${name}x${i}`,
        first_name,
        last_name,
        email: `${name}.${i}@stage.example`,
      };
      leads.push({ id: await storeLead(db, columns), ...columns });
    }
    return new SearchStage(db, tenants, leads);
  }

  async store(drawn: readonly DrawnEvent[]): Promise<void> {
    const events = drawn.flatMap((event) => this.eventsOf(event));
    this.events.push(...events);
    if (events.length > 0) await storeEvents(this.db, events);
  }

  filters({ wanted, unwanted, lead, ids, ...drawn }: DrawnFilters): Partial<FilterRequest> {
    const words = [
      ...wanted,
      ...unwanted.filter((word) => !wanted.includes(word)).map((word) => `-${word}`),
    ];
    const [after, before] = [
      drawn.after && instant(drawn.after),
      drawn.before && instant(drawn.before),
    ];
    return {
      ...drawn,
      ...ids,
      query: words.join(' '),
      tenants: this.tenants.filter((_, i) => drawn.tenants.includes(i)),
      lead: this.leadText(lead),
      after,
      // The other way round is refused; that is not what is looked into here.
      before: after !== null && before !== null && before <= after ? null : before,
    };
  }

  private leadText(kind: string): string {
    const [own, other] = this.leads;
    const texts: Record<string, string | undefined> = {
      id: own?.id,
      airtableId: own?.airtable_record_id,
      email: other?.email,
      name: 'alpha',
      nobody: 'nobody@stage.example',
    };
    return texts[kind] ?? '';
  }

  private eventsOf({ time, tenant, way, words, twin, ...columns }: DrawnEvent): ModelEvent[] {
    const of = (tenant_id: string, own: number): ModelEvent => ({
      ...smsAt(instant(time)),
      ...columns,
      tenant_id,
      description: ['SMS', ...words].join(' '),
      ...this.leadColumns(way, own),
    });
    const event = of(this.tenants[tenant], tenant);
    const { id } = event;
    return twin ? [event, { ...of(this.tenants[tenant === 0 ? 1 : 0], 1 - tenant), id }] : [event];
  }

  private leadColumns(way: string, own: number): Partial<ModelEvent> {
    const [mine, theirs, shared] = [this.leads[own], this.leads[1 - own], this.leads[2]];
    const columns: Record<string, Partial<ModelEvent>> = {
      own: { lead_id: mine?.id ?? null },
      other: { lead_id: theirs?.id ?? null },
      shared: { lead_id: shared?.id ?? null },
      airtable: { lead_airtable_id: mine?.airtable_record_id ?? null },
      email: { lead_email: mine?.email ?? null },
    };
    return columns[way] ?? {};
  }
}

export function instant({ month, milliseconds }: Drawn<typeof drawnTime>): string {
  const now = new Date();
  const start = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + month);
  return new Date(start + milliseconds).toISOString();
}
