import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../stand/freePort';
import { type LogActivityStage, stageLogActivity } from '../support/logActivityNode';

let stage: LogActivityStage;
beforeAll(async () => {
  stage = await stageLogActivity();
});
afterAll(() => stage.end());

const ITEMS = [{ message: 'one' }, { message: 'two' }];

function spooledText(): string {
  const files = readdirSync(stage.spoolFolder, { recursive: true, withFileTypes: true });
  return files
    .filter((file) => file.isFile())
    .map((file) => readFileSync(join(file.parentPath, file.name), 'utf8'))
    .join('\n');
}

describe('Log Activity keeps events pending', () => {
  it('in the spool when nothing listens at the host, after all attempts', async () => {
    const credential = { port: await freePort() };
    const { receipts, deadLettered, flowing } = await stage.run(ITEMS, {}, { credential });
    expect(flowing).toHaveLength(2);
    expect(deadLettered).toHaveLength(2);
    for (const receipt of receipts) {
      expect(receipt).toMatchObject({
        outcome: 'deadLettered',
        keptIn: 'spool',
        attempts: 3,
        code: 'ECONNREFUSED',
      });
      expect(receipt.hint).toContain('Host');
      expect(spooledText()).toContain(receipt.eventId);
    }
  });

  it('when the password is wrong, without repeating it, after one confirming attempt', async () => {
    const credential = { password: 'tr0ub4dor' };
    const { receipts, finished } = await stage.run(ITEMS, {}, { credential });
    expect(receipts[0]).toMatchObject({
      outcome: 'deadLettered',
      keptIn: 'spool',
      attempts: 2,
      code: '28P01',
    });
    expect(receipts[0]?.hint).toContain('Password');
    expect(JSON.stringify([receipts, finished.hints('Log')])).not.toContain('tr0ub4dor');
    expect(finished.hints('Log')[0]?.message).toMatch(/^2 events are waiting in the retry queue/);
  });

  it('when the database does not exist', async () => {
    const { receipts } = await stage.run(ITEMS, {}, { credential: { database: 'nowhere' } });
    expect(receipts[0]).toMatchObject({ outcome: 'deadLettered', keptIn: 'spool', code: '3D000' });
  });

  it('when the schema is wrong, naming the table and the cure', async () => {
    const { receipts } = await stage.run(ITEMS, { options: { schema: 'elsewhere' } });
    expect(receipts[0]).toMatchObject({ outcome: 'deadLettered', keptIn: 'spool', code: '42P01' });
    expect(receipts[0]?.message).toContain('elsewhere.');
    expect(receipts[0]?.hint).toContain('Set Up Database');
  });

  it('in the queue table when the log may not be written but the queue may', async () => {
    const { query, name } = stage.database;
    await query(`create role ${name}_writer login password 'p' in role pg_read_all_data`);
    await query(`grant insert, update on activity_retry_queue to ${name}_writer`);
    try {
      const credential = { user: `${name}_writer`, password: 'p' };
      const { receipts } = await stage.run(ITEMS, {}, { credential });
      expect(receipts[0]).toMatchObject({
        outcome: 'deadLettered',
        keptIn: 'queueTable',
        code: '42501',
      });
      expect(receipts[0]?.hint).toContain('grants.sql');
    } finally {
      await query(`drop owned by ${name}_writer`);
      await query(`drop role ${name}_writer`);
    }
  });

  it('when its lead does not exist yet, so that it is written once the lead arrives', async () => {
    const leadValue = '6f1b6f52-3f0e-4b0a-9d53-0a4a3c2f7a10';
    const { receipts } = await stage.run(ITEMS, { leadBy: 'id', leadValue });
    expect(receipts[0]).toMatchObject({
      outcome: 'deadLettered',
      keptIn: 'queueTable',
      code: '23503',
    });
  });

  it('without an attempt left over when the execution is cancelled', async () => {
    const credential = { port: await freePort() };
    const cancelled = AbortSignal.abort();
    const { receipts } = await stage.run(ITEMS, {}, { credential, signal: cancelled });
    expect(receipts.every(({ attempts }) => attempts === 1)).toBe(true);
  });
});

describe('Log Activity when neither database nor spool takes the event', () => {
  const blocked = () => {
    const file = join(stage.spoolFolder, 'a-file');
    writeFileSync(file, '');
    return { options: { spoolFolder: join(file, 'spool') } };
  };

  it('fails, naming every event id', async () => {
    const credential = { port: await freePort() };
    const { finished } = await stage.run(ITEMS, blocked(), { credential });
    const error = finished.error('Log');
    expect(error?.message).toBe(
      '2 events could be kept neither in the database nor in the retry queue.',
    );
    expect(error?.description).toMatch(/Event ids: [0-9a-f-]{36}, [0-9a-f-]{36}\./);
  });

  it('keeps it in the queue table after all when the database answers again', async () => {
    const blocker = await stage.database.pool.connect();
    try {
      await blocker.query('begin');
      await blocker.query('lock table lead_activity_log in access exclusive mode');
      const { options } = blocked();
      const limits = { attempts: 1, statementTimeout: 200 };
      const { receipts } = await stage.run(ITEMS, { options: { ...options, ...limits } });
      expect(receipts[0]).toMatchObject({ outcome: 'deadLettered', keptIn: 'queueTable' });
      expect(receipts[0]).toMatchObject({ code: '57014' });
    } finally {
      await blocker.query('rollback');
      blocker.release();
    }
  });

  it('returns error items when the node continues on failure', async () => {
    const credential = { port: await freePort() };
    const node = { onError: 'continueRegularOutput' as const };
    const { flowing } = await stage.run(ITEMS, blocked(), { credential, node });
    expect(flowing.map(({ json, pairedItem }) => [Object.keys(json), pairedItem])).toEqual([
      [['error'], { item: 0 }],
      [['error'], { item: 1 }],
    ]);
    expect(flowing[0]?.json['error']).toMatch(
      /^1 event could be kept neither .* Event ids: [0-9a-f-]{36}\. Items, .*: 0\. Make .* writable/,
    );
  });
});

describe('Log Activity with an error output, when nothing takes the events', () => {
  it('sends every item there, with the reason, and none to the others', async () => {
    const file = join(stage.spoolFolder, 'another-file');
    writeFileSync(file, '');
    const options = { attempts: 1, spoolFolder: join(file, 'spool') };
    const credential = { port: await freePort() };
    const node = { onError: 'continueErrorOutput' as const };
    const run = await stage.run(ITEMS, { options }, { credential, node });
    expect([run.flowing, run.deadLettered]).toEqual([[], []]);
    expect(run.finished.items('Log', 2).map(({ json }) => json)).toEqual(
      ITEMS.map((item) => ({
        ...item,
        error: expect.stringMatching(/^1 event could be kept neither/) as string,
      })),
    );
  });
});

describe('Log Activity without a usable panel', () => {
  it('fails when no credential is chosen, naming the parameter', async () => {
    const { finished } = await stage.run(ITEMS, {}, { node: { credentials: {} } });
    expect(finished.error('Log')?.message).toMatch(/credential/i);
  });

  it.each([
    ['its schema is no name', { options: { schema: 'x'.repeat(64) } }, /schema/i],
    ['the receipt would look like an error', { receiptField: 'error' }, /Receipt Field/],
  ])('fails before anything is written when %s', async (_, parameters, words) => {
    const { finished } = await stage.run(ITEMS, parameters);
    expect(finished.error('Log')?.message).toMatch(words);
    expect(finished.error('Log')?.description).not.toBe('');
  });

  it('sends every item to the error output when the node continues there', async () => {
    const node = { onError: 'continueErrorOutput' as const };
    const { finished, flowing, deadLettered } = await stage.run(
      ITEMS,
      { receiptField: 'error' },
      { node },
    );
    expect([flowing, deadLettered]).toEqual([[], []]);
    expect(finished.items('Log', 2).map(({ json }) => json)).toEqual(
      ITEMS.map((item) => ({ ...item, error: expect.stringContaining('Choose another name') })),
    );
  });
});
