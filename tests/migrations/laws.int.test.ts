import {
  type EventRow,
  idAt,
  insertEvent,
  partitionOf,
  registerTestEventType,
} from '../support/insertEvent';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

const REFUSED = { code: '23001', message: expect.stringContaining('append only') };
/** One time in a month's partition, one in each catch-all. */
const NOW = new Date().toISOString();
const TIMES = { month: NOW, past: '2001-02-03T04:05:06.007Z', future: '2091-02-03T04:05:06.007Z' };

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await registerTestEventType(database);
});
afterAll(() => database.drop());

async function insertWithLead(row: EventRow = {}): Promise<{ id: string; leadId: string }> {
  const leads = await database.query<{ id: string }>(
    'insert into leads default values returning id',
  );
  const leadId = leads.map(({ id }) => id).join();
  return { id: await insertEvent(database, { ...row, leadId }), leadId };
}

describe.each(Object.entries(TIMES))('In the partition of the %s', (_name, at) => {
  test('UPDATE is refused, on the table and on the partition', async () => {
    const id = await insertEvent(database, { at });
    const partition = await partitionOf(database, id);

    for (const table of ['lead_activity_log', partition]) {
      const change = `update ${table} set description = 'changed' where id = $1`;
      await expect(database.query(change, [id])).rejects.toMatchObject(REFUSED);
    }
  });

  test('DELETE is refused, on the table and on the partition', async () => {
    const { id } = await insertWithLead({ at });
    const partition = await partitionOf(database, id);

    for (const table of ['lead_activity_log', partition]) {
      const removal = database.query(`delete from ${table} where id = $1`, [id]);
      await expect(removal).rejects.toMatchObject(REFUSED);
    }
  });

  test('TRUNCATE is refused on the partition', async () => {
    const partition = await partitionOf(database, await insertEvent(database, { at }));

    await expect(database.query(`truncate ${partition}`)).rejects.toMatchObject({ code: '23001' });
  });

  test('Events go with their lead, and with theirs alone', async () => {
    const { id, leadId } = await insertWithLead({ at });
    const other = await insertWithLead({ at });

    await database.query('delete from leads where id = $1', [leadId]);

    expect(await partitionOf(database, id)).toBe('');
    expect(await partitionOf(database, other.id)).not.toBe('');
  });
});

test.each(['truncate lead_activity_log', 'truncate leads cascade'])(
  '%s is refused',
  async (sql) => {
    await expect(database.query(sql)).rejects.toMatchObject({ code: '23001' });
  },
);

test('A delete from within another trigger is refused while the lead is there', async () => {
  const { id } = await insertWithLead();
  await database.query(
    `create table bait (id uuid);
     create function remove_event() returns trigger language plpgsql as $$
       begin delete from lead_activity_log where id = new.id; return new; end $$;
     create trigger remove_event after insert on bait
       for each row execute function remove_event()`,
  );

  await expect(database.query('insert into bait values ($1)', [id])).rejects.toMatchObject(REFUSED);
});

test.each([
  ['link_leads', `description = 'changed'`],
  ['link_leads', `lead_id = gen_random_uuid(), metadata = '{"a":1}'`],
  ['redact_event', `"timestamp" = "timestamp" + interval '1 second'`],
  ['redact_event', `payload_hash = sha256('y')`],
])('With the setting of %s made by hand, "%s" is still refused', async (writing, change) => {
  const id = await insertEvent(database);
  const client = await database.pool.connect();
  try {
    await client.query('begin');
    await client.query(`select set_config('activity_log.writing', $1, true)`, [writing]);
    await expect(
      client.query(`update lead_activity_log set ${change} where id = $1`, [id]),
    ).rejects.toMatchObject(REFUSED);
  } finally {
    await client.query('rollback');
    client.release();
  }
});

test('Redacting takes out what is personal, keeps the rest, and opens no door behind it', async () => {
  const id = await insertEvent(database, { leadEmail: 'ann@example.com', messageContent: 'hello' });
  const client = await database.pool.connect();
  try {
    await client.query('begin');
    await client.query(`select redact_event('default', $1)`, [id]);
    const { rows } = await client.query(
      `select description, message_content, lead_email, metadata, source, search::text
       from lead_activity_log where id = $1`,
      [id],
    );
    expect(rows).toEqual([
      {
        description: '[redacted]',
        message_content: null,
        lead_email: null,
        metadata: {},
        source: 'ui:test',
        search: `'redact':1`,
      },
    ]);
    await expect(
      client.query(`update lead_activity_log set description = 'back' where id = $1`, [id]),
    ).rejects.toMatchObject(REFUSED);
  } finally {
    await client.query('rollback');
    client.release();
  }
});

test.each([TIMES.past, TIMES.future])(
  'An id that disagrees with its time is refused in a catch-all (%s)',
  async (at) => {
    const id = idAt(new Date(Date.parse(at) + 1).toISOString());

    await expect(insertEvent(database, { at, id })).rejects.toMatchObject({ code: '23514' });
  },
);

test('An id of another month than its time is refused', async () => {
  const id = idAt(new Date(Date.parse(NOW) - 40 * 86_400_000).toISOString());

  await expect(insertEvent(database, { at: NOW, id })).rejects.toMatchObject({ code: '23514' });
});

test('An event type that is not registered is refused', async () => {
  await expect(
    database.query(
      `insert into lead_activity_log (id, event_type, event_category, description, source,
         payload_hash, "timestamp")
       values ($1, 'UNHEARD_OF', 'SYSTEM', '', 'ui:test', '', $2)`,
      [idAt(NOW), NOW],
    ),
  ).rejects.toMatchObject({ code: '23503' });
});

test('A message of any length and script can be stored and is found by its beginning', async () => {
  const dense = Array.from({ length: 120_000 }, (_, i) =>
    [0x20000 + (i % 40_000), 0x20000 + ((i * 7) % 40_000)]
      .map((c) => String.fromCodePoint(c))
      .join('-'),
  );
  const id = await insertEvent(database, { messageContent: `beginning ${dense.join(' ')}` });

  const found = await database.query<{ id: string }>(
    `select id from lead_activity_log where search @@ websearch_to_tsquery('english', 'beginning')`,
  );

  expect(found).toEqual([{ id }]);
});
