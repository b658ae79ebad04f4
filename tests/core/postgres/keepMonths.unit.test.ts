import { keepMonths } from '../../../nodes/core/postgres/keepMonths';
import type { PostgresPool } from '../../../nodes/core/postgres/pool';
import { systemClock } from '../../../nodes/core/systemClock';

/** A server that fails the first creations with the given codes, then creates three months. */
function scriptedPool(codes: string[]): { pool: PostgresPool; ranges: unknown[] } {
  const ranges: unknown[] = [];
  const query = (text: string, values?: readonly unknown[]) => {
    const command = text.trim().toUpperCase();
    if (values === undefined) return Promise.resolve({ rows: [], rowCount: 0, command });
    ranges.push(values);
    const code = codes.shift();
    if (code === undefined)
      return Promise.resolve({ rows: [{ created: 3 }], rowCount: 1, command: 'SELECT' });
    return Promise.reject(Object.assign(new Error('busy'), { code, severity: 'ERROR' }));
  };
  const client = { query, release: () => undefined };
  return { pool: { connect: () => Promise.resolve(client), end: () => Promise.resolve() }, ranges };
}

function clockAt(now: string) {
  const waits: number[] = [];
  const sleep = (milliseconds: number, signal?: AbortSignal) => {
    if (signal !== undefined) return systemClock.sleep(milliseconds, signal);
    waits.push(milliseconds);
    return Promise.resolve();
  };
  return { clock: { ...systemClock, now: () => new Date(now), sleep }, waits };
}

test.each([
  ['2026-01-31T23:59:59.999Z', ['2024-01-01', '2027-01-01']],
  ['2028-02-29T00:00:00.000Z', ['2026-02-01', '2029-02-01']],
  ['2026-12-31T12:00:00.000Z', ['2024-12-01', '2027-12-01']],
])('At %s the range is counted in whole months of UTC', async (now, range) => {
  const { pool, ranges } = scriptedPool([]);

  await keepMonths(pool, { schema: 'public', clock: clockAt(now).clock, back: 24, ahead: 12 });

  expect(ranges).toEqual([range]);
});

test('Lock time-outs and deadlocks are tried again after growing waits', async () => {
  const { pool } = scriptedPool(['55P03', '40P01', '55P03']);
  const { clock, waits } = clockAt('2026-01-01T00:00:00Z');

  expect(await keepMonths(pool, { schema: 'public', clock, back: 0, ahead: 0 })).toBe(3);
  expect(waits).toEqual([500, 1000, 2000]);
});

test('A table that stays busy through six tries is reported', async () => {
  const { pool, ranges } = scriptedPool(Array.from({ length: 10 }, () => '55P03'));
  const { clock } = clockAt('2026-01-01T00:00:00Z');

  await expect(
    keepMonths(pool, { schema: 'public', clock, back: 0, ahead: 0 }),
  ).rejects.toMatchObject({ code: '55P03' });
  expect(ranges).toHaveLength(6);
});

test('Any other failure is reported at once', async () => {
  const { pool, ranges } = scriptedPool(['42501']);
  const { clock } = clockAt('2026-01-01T00:00:00Z');

  await expect(
    keepMonths(pool, { schema: 'public', clock, back: 0, ahead: 0 }),
  ).rejects.toMatchObject({ code: '42501' });
  expect(ranges).toHaveLength(1);
});
