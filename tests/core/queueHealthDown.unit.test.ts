import { TargetUnavailableError } from '../../nodes/core/errors';
import type { PostgresPool } from '../../nodes/core/postgres/pool';
import { queueHealth } from '../../nodes/core/queueHealth';
import { storeIncident, storeStatus, storeWith } from '../support/healthStage';
import { ManualClock } from '../support/manualClock';
import { target } from '../support/queueEntries';

const NOW = '2026-03-01T08:00:00.000Z';
const other = { ...target, database: 'elsewhere' };
const files = { folder: '/data/spool', count: 2, hosts: ['host-1', 'host-2'] };
const spool = storeStatus('spool', {
  depth: [
    { state: 'pending', lane: 'transient', count: 4 },
    { state: 'parked', lane: 'payload', count: 1 },
  ],
  oldestFailedAt: '2026-03-01T07:59:30.600Z',
  incidents: [storeIncident({ pending: 4 })],
  otherTargets: [{ target: other, waiting: 3 }],
  files,
});
const airtable = storeStatus('airtable', {
  depth: [{ state: 'pending', lane: 'transient', count: 2 }],
  oldestFailedAt: '2026-03-01T07:59:59.000Z',
  incidents: [storeIncident({ pending: 2 })],
});
const down = new TargetUnavailableError({ message: 'No table.', hint: 'Start it.', code: 'x' });
const stores = [
  storeWith('queueTable', () => Promise.reject(down)),
  storeWith('spool', () => Promise.resolve(spool)),
  storeWith('airtable', () => Promise.resolve(airtable)),
];

function poolThat(connect: PostgresPool['connect']): PostgresPool {
  return { connect, end: () => Promise.resolve() };
}
const refusing = poolThat(() =>
  Promise.reject(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })),
);
const hanging = poolThat(() => new Promise<never>(() => undefined));
const healthOf = (pool: PostgresPool, clock = new ManualClock(NOW)) =>
  queueHealth({ target }, { stores, pool, clock });

describe('the health of a target that is down', () => {
  it('shows what waits in the stores that answer, all together', async () => {
    expect(await healthOf(refusing)).toMatchObject({
      ...{ at: NOW, target, pending: 6, claimed: 0, parked: 1, unreachable: ['queueTable'] },
      depth: [
        { state: 'parked', lane: 'payload', count: 1 },
        { state: 'pending', lane: 'transient', count: 6 },
      ],
      oldestFailedAt: '2026-03-01T07:59:30.600Z',
      oldestAgeSeconds: 29,
      incidents: [{ pending: 6, stores: ['spool', 'airtable'] }],
      spool: files,
      otherTargets: [{ store: 'spool', target: other, waiting: 3 }],
      stores: [spool, airtable],
    });
  });

  it('says once why it is down and what to do, and shows no figure of it', async () => {
    const health = await healthOf(refusing);
    expect(health).toMatchObject({
      database: {
        ...{ reachable: false, takesEvents: false, serverVersion: null, inRecovery: null },
        ...{ cause: expect.stringMatching(/refuses/), cure: expect.stringMatching(/Check/) },
      },
      ...{ schema: null, months: null, coverage: null, lastRun: null },
    });
    expect(health.notices).toEqual([
      'No table. Start it.',
      `${health.database.cause} ${health.database.cure}`,
    ]);
  });

  it('is told within the time limits when the server does not answer at all', async () => {
    expect(await healthOf(hanging, new ManualClock(NOW, true))).toMatchObject({
      ...{ pending: 6, months: null },
      database: { reachable: false, cure: expect.stringContaining('Run Get Status again') },
    });
  });

  it('does not wait for one connect before the next, nor for a connect before the stores', async () => {
    const tries: Array<(error: Error) => void> = [];
    const counting = poolThat(() => new Promise((_, reject) => tries.push(reject)));
    let asked = 0;
    const store = storeWith('spool', () => {
      asked += 1;
      return Promise.resolve(spool);
    });
    const parts = { stores: [store], pool: counting, clock: new ManualClock(NOW) };
    const health = queueHealth({ target }, parts);
    expect([tries.length, asked]).toEqual([2, 1]);
    for (const refuse of tries) refuse(Object.assign(new Error(), { code: 'ECONNREFUSED' }));
    expect(await health).toMatchObject({ pending: 4, database: { reachable: false } });
    expect(tries).toHaveLength(2);
  });

  it('counts an age from the future, by a wrong clock, as none', async () => {
    const early = new ManualClock('2026-03-01T07:00:00.000Z');
    expect((await healthOf(refusing, early)).oldestAgeSeconds).toBe(0);
  });
});
