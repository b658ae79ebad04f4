import fc from 'fast-check';
import { quoteSchema } from '../../nodes/core/postgres/identifiers';
import type { ReadParts } from '../../nodes/core/reading/readTransaction';
import { searchEvents, walkSearch } from '../../nodes/core/searchEvents';
import { systemClock } from '../../nodes/core/systemClock';
import type { SearchPage } from '../../nodes/core/timeline/searchPage';
import { poolThatMeets } from '../support/poolThatMeets';
import { searchFor } from '../support/searchFor';
import { smsAt, storeEvents, storeLead } from '../support/storeEvents';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

let db: TestDatabase;
const stored = Array.from({ length: 1203 }, (_, i) =>
  smsAt(new Date(Date.UTC(2026, 0, 1) + i * 3_600_000).toISOString(), { tenant_id: 'walker' }),
);
beforeAll(async () => {
  db = await createTestDatabase();
  await storeEvents(db, stored);
});
afterAll(() => db.drop());

const parts = (changed: Partial<ReadParts> = {}): ReadParts => ({
  pool: db.pool,
  schema: quoteSchema('public'),
  clock: systemClock,
  ...changed,
});

async function pagesOf(
  walk: AsyncGenerator<SearchPage, void, void>,
  after?: () => void,
): Promise<SearchPage[]> {
  const pages: SearchPage[] = [];
  for await (const page of walk) {
    pages.push(page);
    after?.();
  }
  return pages;
}
const idsOf = (pages: readonly SearchPage[]) =>
  pages.flatMap(({ events }) => events.map(({ id }) => id));

describe('a walk through a search', () => {
  it('reads all in pages of 500, with total and notices on the first', async () => {
    const request = searchFor({ tenants: ['walker'] }, { limit: 3, total: 'exact' });
    const pages = await pagesOf(walkSearch(request, parts()));
    expect(pages.map(({ events }) => events.length)).toEqual([500, 500, 203]);
    expect(pages.map(({ total }) => total?.count ?? null)).toEqual([1203, null, null]);
    expect(idsOf(pages)).toEqual(stored.map(({ id }) => id).reverse());
  });

  it('goes on from a cursor', async () => {
    const request = searchFor({ tenants: ['walker'] }, { limit: 1000, direction: 'ascending' });
    const { nextCursor: cursor } = await searchEvents(request, parts());
    const pages = await pagesOf(walkSearch({ ...request, cursor }, parts()));
    expect(idsOf(pages)).toEqual(stored.slice(1000).map(({ id }) => id));
  });

  it('keeps the dates of its beginning, however long it takes', async () => {
    let hours = 0;
    const clock = {
      ...systemClock,
      now: () => new Date(Date.UTC(2026, 1, 1) + hours * 3_600_000),
    };
    const filters = { tenants: ['walker'], dateRange: 'last30Days' } as const;
    const whole = await searchEvents(searchFor(filters, { limit: 1000 }), parts({ clock }));
    const pages = await pagesOf(walkSearch(searchFor(filters), parts({ clock })), () => {
      hours += 24;
    });
    expect(pages.length).toBe(2);
    expect(idsOf(pages)).toEqual(idsOf([whole]));
  });

  it('follows its events to a lead that arrives meanwhile', async () => {
    const email = 'awaited@walk.example';
    const columns = { tenant_id: 'awaiting', lead_email: email };
    const events = Array.from({ length: 703 }, (_, i) =>
      smsAt(new Date(Date.UTC(2026, 0, 1) + i * 3_600_000).toISOString(), columns),
    );
    await storeEvents(db, events);
    const request = searchFor({ tenants: ['awaiting'], lead: email });
    const pages: SearchPage[] = [];
    for await (const page of walkSearch(request, parts())) {
      if (pages.push(page) > 1) continue;
      await storeLead(db, { tenant_id: 'awaiting', email });
      await db.query('select link_leads(1000)');
    }
    expect(idsOf(pages)).toEqual(events.map(({ id }) => id).reverse());
    expect(pages.map(({ notices }) => notices.length)).toEqual([1, 0]);
  });

  it('stops when nobody waits any more', async () => {
    const abort = new AbortController();
    const walk = walkSearch(searchFor({ tenants: ['walker'] }), parts({ signal: abort.signal }));
    const pages = await pagesOf(walk, () => {
      abort.abort();
    });
    expect(pages).toHaveLength(1);
  });
});

describe('events of two tenants with the same id', () => {
  it.each(['ascending', 'descending'] as const)(
    'are both met page by page, %s',
    async (direction) => {
      const tenants = ['a', 'b'].map((name) => `twin-${name}-${direction}`);
      const event = smsAt('2026-04-01T00:00:00Z');
      await storeEvents(
        db,
        tenants.map((tenant_id) => ({ ...event, tenant_id })),
      );
      const read = (cursor: string | null) =>
        searchEvents(searchFor({ tenants }, { limit: 1, direction, cursor }), parts());
      const first = await read(null);
      const second = await read(first.nextCursor);
      const met = [first, second].flatMap(({ events }) =>
        events.map(({ details }) => details.tenant),
      );
      expect(met).toEqual(direction === 'ascending' ? tenants : [...tenants].reverse());
      expect(second.nextCursor).toBeNull();
    },
  );
});

describe('a page of a search whose events are gone', () => {
  it.each([
    ['time', 'ascending'],
    ['time', 'descending'],
    ['type', 'ascending'],
    ['type', 'descending'],
  ] as const)('leads back to where it was come from: by %s, %s', async (sortBy, direction) => {
    const tenant_id = `gone-${sortBy}-${direction}`;
    const email = `${tenant_id}@walk.example`;
    const gone = await storeLead(db, { tenant_id, email });
    const staying = await storeLead(db, { tenant_id, email });
    const events = [gone, staying, gone].map((lead_id, i) =>
      smsAt(`2026-03-0${i + 1}T00:00:00Z`, { tenant_id, lead_id }),
    );
    await storeEvents(db, events);
    const read = (cursor: string | null): Promise<SearchPage> => {
      const filters = { tenants: [tenant_id], lead: email };
      return searchEvents(searchFor(filters, { limit: 1, sortBy, direction, cursor }), parts());
    };
    const middle = await read((await read(null)).nextCursor);
    await db.query('delete from leads where id = $1', [gone]);
    const [above, below] = [await read(middle.previousCursor), await read(middle.nextCursor)];
    expect(idsOf([above, below])).toEqual([]);
    expect([above.previousCursor, below.nextCursor]).toEqual([null, null]);
    for (const cursor of [above.nextCursor, below.previousCursor]) {
      expect(cursor).not.toBeNull();
      expect(idsOf([await read(cursor)])).toEqual([events[1]?.id]);
    }
    await db.query('delete from leads where id = $1', [staying]);
    const nothing = await read(middle.nextCursor);
    expect([nothing.nextCursor, nothing.previousCursor]).toEqual([null, null]);
  });
});

describe('a search, oldest first', () => {
  it('begins with what there is, however early its dates begin', async () => {
    const statements = async (after: string | null): Promise<number> => {
      let count = 0;
      const pool = poolThatMeets(db.pool, () => {
        count++;
        return Promise.resolve();
      });
      const request = searchFor(
        { tenants: ['walker'], after },
        { limit: 1, direction: 'ascending' },
      );
      expect(idsOf([await searchEvents(request, parts({ pool }))])).toEqual([stored[0]?.id]);
      return count;
    };
    expect(await statements('1990-01-01')).toBe(await statements(null));
  });
});

describe('the events of a lead in a search', () => {
  it('are those of the lead, linked or not yet, and of no other lead', async () => {
    const at = '2026-01-05T10:00:00Z';
    const tenant_id = 'leads';
    const email = 'john@walk.example';
    const lead = await storeLead(db, { tenant_id, airtable_record_id: 'recWalk1', email });
    const other = await storeLead(db, { tenant_id, airtable_record_id: 'recWalk2' });
    const mine = [{ lead_id: lead }, { lead_airtable_id: 'recWalk1' }, { lead_email: email }].map(
      (columns) => smsAt(at, { tenant_id, ...columns }),
    );
    const theirs = smsAt(at, { tenant_id, lead_id: other, lead_email: email });
    await storeEvents(db, [...mine, theirs]);
    const page = await searchEvents(searchFor({ tenants: [tenant_id], lead: email }), parts());
    expect(idsOf([page]).sort()).toEqual(mine.map(({ id }) => id));
  });
});

describe('the words of a search', () => {
  it('are never an error, whatever they are', async () => {
    const odd = fc.string({
      unit: fc.oneof(
        fc.constantFrom('"', "'", '-', ':', '|', '&', '!', '(', ')', '<->', '*', '\\', ' ', ' or '),
        fc.string({ unit: 'binary', minLength: 1, maxLength: 3 }),
        fc.constantFrom('stop', 'the', 'x'.repeat(300), 'ß', '日本'),
      ),
      maxLength: 30,
    });
    // An or beside an unwanted word is refused in words, as are keys that there are not.
    const refused = /[\0\p{Surrogate}]|\w:|-.*\bor\b|\bor\b.*-/isu;
    const usable = odd.filter((text) => text.length < 1000 && !refused.test(text));
    await fc.assert(
      fc.asyncProperty(usable, async (words) => {
        const page = await searchEvents(searchFor({ query: words }, { total: 'capped' }), parts());
        expect(page.events.length).toBe(page.total?.count);
      }),
      { numRuns: 150 },
    );
  });

  it('find what was said to be there, by stem, phrase and alternative, in all that is searched', async () => {
    const at = '2026-01-05T10:00:00Z';
    const columns = { tenant_id: 'words' };
    const lead = await storeLead(db, {
      tenant_id: 'words',
      first_name: 'Xenia',
      last_name: 'Yates',
    });
    const described = smsAt(at, { ...columns, description: 'Free consultation booked' });
    const said = smsAt(at, { ...columns, message_content: 'Consultations are free on Monday' });
    const stopped = smsAt(at, { ...columns, message_content: 'STOP calling' });
    const ofLead = smsAt(at, { ...columns, lead_id: lead });
    await storeEvents(db, [described, said, stopped, ofLead]);
    const find = async (words: string) => {
      const page = await searchEvents(searchFor({ tenants: ['words'], query: words }), parts());
      return page.events.map(({ id }) => id).sort();
    };
    expect(await find('consulting')).toEqual([described.id, said.id]);
    expect(await find('"free consultation"')).toEqual([described.id]);
    expect(await find('monday or stop')).toEqual([said.id, stopped.id]);
    expect(await find('consultation -monday')).toEqual([described.id]);
    expect(await find('-consultation')).toEqual([stopped.id, ofLead.id]);
    expect(await find('xenia')).toEqual([ofLead.id]);
    expect(await find('consultation -xenia')).toEqual([described.id, said.id]);
  });
});
