import type { INodeParameters } from 'n8n-workflow';
import type { StageRun } from '../support/logActivityNode';
import { expectConserved } from '../support/faults/conservation';
import { type Outsider, untilOneWaits } from '../support/faults/outsider';
import { type FaultStage, notes, stageFault } from '../support/faults/stageFault';

const LEADS = ['10000000-0000-4000-8000-000000000001', '20000000-0000-4000-8000-000000000002'];

let stage: FaultStage;
beforeEach(async () => {
  stage = await stageFault();
});
afterEach(() => stage.end());

/** A setting that every later connection to the database of the stage begins with. */
async function setForDatabase(setting: string, value: string): Promise<void> {
  await stage.database.query(`alter database ${stage.database.name} set ${setting} = '${value}'`);
}

/** Makes every INSERT of the log wait as long as this session lives. */
async function lockLog(): Promise<Outsider> {
  const outsider = await stage.outsider();
  await outsider.run('begin');
  await outsider.run('lock table lead_activity_log in exclusive mode');
  return outsider;
}

describe('a statement that the server gives up', () => {
  it('Row 13: statement_timeout ends each attempt, and the events are kept and written once', async () => {
    const outsider = await lockLog();
    const options = { attempts: 2, statementTimeout: 150 };
    const run = await stage.log(notes('slow', 2), { options });
    expect(run.receipts[0]).toMatchObject({
      ...{ outcome: 'deadLettered', keptIn: 'spool', code: '57014', attempts: 2 },
    });
    await outsider.leave();
    await expectConserved(stage, run);
  });

  it('Row 14: lock_timeout ends each attempt, and the events are kept and written once', async () => {
    await setForDatabase('lock_timeout', '100ms');
    const outsider = await lockLog();
    const run = await stage.log(notes('locked', 2), { options: { attempts: 2 } });
    expect(run.receipts[0]).toMatchObject({
      ...{ outcome: 'deadLettered', keptIn: 'spool', code: '55P03', attempts: 2 },
    });
    await outsider.leave();
    await expectConserved(stage, run);
  });
});

describe('writers that get in the way of each other', () => {
  const items = LEADS.map((lead) => ({ lead, message: `to ${lead}` }));
  const parameters = { leadBy: 'id', leadValue: '={{ $json.lead }}' };
  const touch = 'update leads set last_activity_at = now() - interval $$1 day$$ where id = $1';

  beforeEach(async () => {
    await stage.database.query('insert into leads (id) select unnest($1::uuid[])', [LEADS]);
  });

  /** Starts writing for both leads while somebody else holds the second one. */
  async function logAgainst(
    options: INodeParameters,
  ): Promise<{ outsider: Outsider; logging: Promise<StageRun> }> {
    const outsider = await stage.outsider();
    // Who looks for a deadlock is the one to give up: never this session.
    await outsider.run("set deadlock_timeout = '60s'");
    await outsider.run('begin');
    await outsider.run(touch, [LEADS[1]]);
    const logging = stage.log(items, { ...parameters, options });
    await untilOneWaits(stage.database);
    return { outsider, logging };
  }

  it('Row 15: a deadlock over leads costs the writer one attempt', async () => {
    const { outsider, logging } = await logAgainst({ attempts: 3 });
    // The writer holds the first lead by now.
    await outsider.run(touch, [LEADS[0]]);
    await outsider.run('commit');
    const run = await logging;
    expect(run.receipts[0]).toMatchObject({ outcome: 'written', attempts: 2 });
    await expectConserved(stage, run);
  });

  it('Row 15: a deadlock at the last attempt leaves the events in the spool', async () => {
    const { outsider, logging } = await logAgainst({ attempts: 1 });
    await outsider.run(touch, [LEADS[0]]);
    await outsider.run('commit');
    const run = await logging;
    expect(run.receipts[0]).toMatchObject({ outcome: 'deadLettered', code: '40P01' });
    await expectConserved(stage, run);
  });

  it('Row 16: a serialization failure costs the writer one attempt', async () => {
    await setForDatabase('default_transaction_isolation', 'serializable');
    const { outsider, logging } = await logAgainst({ attempts: 3 });
    await outsider.run('commit');
    const run = await logging;
    expect(run.receipts[0]).toMatchObject({ outcome: 'written', attempts: 2 });
    await expectConserved(stage, run);
  });

  it('Row 16: a serialization failure at the last attempt leaves the events in the spool', async () => {
    await setForDatabase('default_transaction_isolation', 'serializable');
    const { outsider, logging } = await logAgainst({ attempts: 1 });
    await outsider.run('commit');
    const run = await logging;
    expect(run.receipts[0]).toMatchObject({ outcome: 'deadLettered', code: '40001' });
    await expectConserved(stage, run);
  });
});

describe('a pool without a free connection', () => {
  it('Row 17: events that get no connection in time are kept, and the next ones are written', async () => {
    const outsider = await lockLog();
    const credential = { maxConnections: 1 };
    const patient = { statementTimeout: 10_000 };
    const holding = stage.log(notes('holding', 1), { options: patient }, { credential });
    await untilOneWaits(stage.database);
    const options = { attempts: 1 };
    const waiting = await stage.log(notes('waiting', 2), { options }, { credential });
    expect(waiting.receipts[0]).toMatchObject({
      ...{ outcome: 'deadLettered', keptIn: 'spool', code: 'connect_timeout' },
    });
    await outsider.leave();
    const next = await stage.log(notes('next', 1), {}, { credential });
    expect(next.receipts[0]).toMatchObject({ outcome: 'written' });
    expect(stage.proxy.counts.accepted).toBe(1);
    await expectConserved(stage, await holding, waiting, next);
  });
});
