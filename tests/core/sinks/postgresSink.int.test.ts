import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { openPool, type PostgresPool } from '../../../nodes/core/postgres/pool';
import { lockEvents } from '../../../nodes/core/postgres/statements/lockEvents';
import { systemClock } from '../../../nodes/core/systemClock';
import { freePort } from '../../../stand/freePort';
import { describeEventSink, describeReplaySink } from '../../contract/eventSink.contract';
import { silentLogger } from '../../support/silentLogger';
import {
  expectedRow,
  sinkOf,
  type SinkStage,
  stageSink,
  wideLimits,
} from '../../support/sinkStage';
import { storeLead } from '../../support/storeEvents';
import { keyedEvent, writableEvent } from '../../support/writableEvents';

let stage: SinkStage;
let otherPool: PostgresPool;
beforeAll(async () => {
  stage = await stageSink();
  otherPool = openPool(stage.database.config, silentLogger);
});
afterAll(async () => {
  await otherPool.end();
  await stage.database.drop();
});
beforeEach(() => stage.empty());

describeEventSink('PostgreSQL', async () => ({
  writers: [sinkOf(stage.database.pool), sinkOf(otherPool)],
  limits: wideLimits,
  stored: () =>
    stage.database.query(
      'select id, message_content as "messageContent" from lead_activity_log order by id',
    ),
}));

describeReplaySink('PostgreSQL', async () => ({
  workers: [sinkOf(stage.database.pool), sinkOf(otherPool)],
  limits: wideLimits,
  stored: () =>
    stage.database.query(
      'select id, message_content as "messageContent" from lead_activity_log order by id',
    ),
  hold: async (event) => {
    const client = await otherPool.connect();
    await client.query('begin');
    expect(await lockEvents(client, [event])).toEqual([true]);
    return async () => {
      await client.query('commit');
      client.release();
    };
  },
}));

describe('a dry run', () => {
  it('meets what the tables check only at the commit', async () => {
    await stage.database.query(
      `create function refuse() returns trigger language plpgsql as $$
       begin raise exception 'no' using errcode = '23514'; end $$;
       create constraint trigger refuse_late after insert on lead_activity_log
       deferrable initially deferred for each row execute function refuse()`,
    );
    try {
      const sink = sinkOf(stage.database.pool);
      for (const dryRun of [true, false]) {
        const replayed = sink.replay([writableEvent(0)], wideLimits(), { dryRun });
        await expect(replayed).rejects.toMatchObject({ lane: 'payload', code: '23514' });
      }
    } finally {
      await stage.database.query(
        'drop trigger refuse_late on lead_activity_log; drop function refuse()',
      );
    }
  });
});

describe('a stored row', () => {
  it('equals the event in every column', async () => {
    const leadId = await storeLead(stage.database, { id: randomUUID(), email: 'john@example.com' });
    const [client] = await stage.database.query<{ id: string }>(
      'insert into clients default values returning id',
    );
    const [user] = await stage.database.query<{ id: string }>(
      'insert into users default values returning id',
    );
    const event = keyedEvent('k', {
      eventType: 'MESSAGE_SENT',
      lead: { by: 'id', value: leadId },
      fields: {
        campaign_id: 'chatgpt_use_cases',
        phone: '4085551234',
        nested: { list: [1, null, 'ü'] },
      },
      description: 'A description of its own',
      messageContent: 'Hey John 😀\n\tsecond line',
      timestamp: '2026-02-28T23:59:59.999Z',
      source: 'ui:send',
      executionId: '28973',
      tenant: 'acme',
      clientId: client?.id,
      userId: 'user-7',
      visitorToken: 'visitor',
      entityId: 'entity',
      sessionId: 'session',
      tier: 'gold',
      url: 'https://example.com/?a=b',
      environment: 'staging',
      createdBy: user?.id,
      schemaVersion: 3,
    });
    await stage.write(event);
    expect(await stage.storedRow(event.id)).toEqual(expectedRow(event));
    const empty = Object.entries(expectedRow(event)).filter(([, value]) => value === null);
    expect(empty.map(([name]) => name).sort()).toEqual(['lead_airtable_id', 'lead_email']);
  });

  it('equals the event whatever texts and JSON it holds', async () => {
    const text = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 40 })
      .map((value) => value.replaceAll('\0', '0'));
    const json = fc
      .jsonValue({ maxDepth: 3 })
      .filter(
        (value) =>
          !JSON.stringify(value).includes('\\u0000') && !/\\ud[89a-f]/.test(JSON.stringify(value)),
      );
    let item = 0;
    await fc.assert(
      fc.asyncProperty(text, json, async (messageContent, more) => {
        const event = writableEvent(item++, { messageContent, fields: { note: 'x', more } });
        await stage.write(event);
        expect(await stage.storedRow(event.id)).toEqual(expectedRow(event));
      }),
      { numRuns: 60 },
    );
  });

  it('has the category that the database gives a custom event type', async () => {
    await stage.database.query("select register_event_type('order.shipped', 'COMMERCE')");
    const event = writableEvent(0, { eventType: 'order.shipped', fields: {} });
    expect(event.eventCategory).toBeNull();
    await stage.write(event);
    expect(await stage.storedRow(event.id)).toEqual(
      expectedRow(event, { event_category: 'COMMERCE' }),
    );
  });
});

describe('a write that fails', () => {
  it('names the missing table when the schema is not set up', async () => {
    const failing = sinkOf(stage.database.pool, 'elsewhere').write(
      [writableEvent(0)],
      wideLimits(),
    );
    await expect(failing).rejects.toMatchObject({ lane: 'environment', code: '42P01' });
    await expect(failing).rejects.toThrow('elsewhere.');
  });

  it('is transient when nothing listens', async () => {
    const pool = openPool({ ...stage.database.config, port: await freePort() }, silentLogger);
    const failing = sinkOf(pool).write([writableEvent(0)], wideLimits());
    await expect(failing).rejects.toMatchObject({ lane: 'transient', code: 'ECONNREFUSED' });
    await pool.end();
  });

  it('is a payload that is too long for its column, without repeating it', async () => {
    const event = { ...writableEvent(0), leadAirtableId: 'secret'.repeat(100) };
    const failing = stage.write(event);
    await expect(failing).rejects.toMatchObject({ lane: 'payload', code: '22001' });
    await expect(failing).rejects.not.toThrow('secret');
  });

  it.each([
    ['the server gives up in time', 200, 20_000, { code: '57014', ambiguous: false }],
    ['no answer comes', 20_000, 300, { code: 'no_answer', ambiguous: true }],
  ])(
    'is transient when %s, and the event is written once after it',
    async (_, own, wait, words) => {
      const event = writableEvent(0);
      const blocker = await otherPool.connect();
      await blocker.query('begin');
      await blocker.query('lock table lead_activity_log in exclusive mode');
      const deadline = systemClock.elapsed() + wait;
      const failing = sinkOf(stage.database.pool).write([event], {
        deadline,
        statementTimeout: own,
      });
      await expect(failing).rejects.toMatchObject({ lane: 'transient', ...words });
      await blocker.query('rollback');
      blocker.release();
      expect(await stage.write(event)).toMatchObject([{ outcome: 'written' }]);
      const rows = await stage.database.query('select id from lead_activity_log');
      expect(rows).toEqual([{ id: event.id }]);
    },
  );
});
