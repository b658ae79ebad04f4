import { join } from 'node:path';
import { expectConserved, queuedIds, storedRows } from '../support/faults/conservation';
import { type FaultStage, notes, stageFault } from '../support/faults/stageFault';
import { findPsql, runPsql } from '../support/psql';
import { createEmptyDatabase } from '../support/testDatabase';
import { createTestRole, type TestRole } from '../support/testRole';

const GRANTS = join(__dirname, '../../migrations/grants.sql');
const maybe = findPsql() === undefined ? test.skip : test;

describe('a database that is not as this version needs it', () => {
  let stage: FaultStage;
  afterEach(() => stage.end());

  it('Row 20: events for a missing table are kept in the spool until Set Up Database made it', async () => {
    stage = await stageFault(await createEmptyDatabase());
    const run = await stage.log(notes('early', 2));
    expect(run.receipts[0]).toMatchObject({
      ...{ outcome: 'deadLettered', keptIn: 'spool', code: '42P01', attempts: 2 },
      ...{ hint: expect.stringContaining('Set Up Database') as string },
    });
    expect((await stage.replay()).error?.message).toContain('does not exist');
    expect((await stage.replay({ operation: 'setUpDatabase' })).error).toBeUndefined();
    await expectConserved(stage, run);
  });

  it('Row 21: events for a missing column are kept in the queue table until it is there', async () => {
    stage = await stageFault();
    await stage.database.query('alter table lead_activity_log drop column visitor_token');
    const run = await stage.log(notes('narrow', 2));
    expect(run.receipts[0]).toMatchObject({
      ...{ outcome: 'deadLettered', keptIn: 'queueTable', code: '42703', attempts: 2 },
      ...{ message: expect.stringContaining('visitor_token') as string },
    });
    await stage.database.query('alter table lead_activity_log add column visitor_token text');
    await expectConserved(stage, run);
  });
});

describe('a user with too few rights', () => {
  let stage: FaultStage;
  let role: TestRole;
  beforeEach(async () => {
    stage = await stageFault();
    role = await createTestRole(stage.database);
  });
  afterEach(async () => {
    await role.drop();
    await stage.end();
  });

  const asRole = () => ({ credential: { user: role.name, password: role.name } });

  it('Row 22: events that a privilege is missing for wait in the queue table until it is given', async () => {
    await stage.database.query(
      `grant pg_read_all_data to ${role.name};
       grant insert, update on activity_retry_queue to ${role.name}`,
    );
    const run = await stage.log(notes('denied', 2), {}, asRole());
    expect(run.receipts[0]).toMatchObject({
      ...{ outcome: 'deadLettered', keptIn: 'queueTable', code: '42501', attempts: 2 },
      ...{ hint: expect.stringContaining('grants.sql') as string },
    });
    await expectConserved(stage, run);
  });

  /** The role cannot see some rows, nor make any for another tenant. */
  async function secureRows(): Promise<void> {
    await stage.database.query(
      `grant pg_read_all_data, pg_write_all_data to ${role.name};
       alter table lead_activity_log enable row level security;
       create policy own_rows on lead_activity_log
         using (tenant_id = 'mine' and message_content not like 'hidden%')
         with check (tenant_id = 'mine')`,
    );
  }

  it('Row 22: events that row-level security refuses wait in the queue table', async () => {
    await secureRows();
    const run = await stage.log(notes('foreign', 2), {}, asRole());
    expect(run.receipts[0]).toMatchObject({
      ...{ outcome: 'deadLettered', keptIn: 'queueTable', code: '42501' },
    });
    await expectConserved(stage, run);
  });

  it('Row 22: an id that a hidden row has is a conflict, never taken for a duplicate', async () => {
    await secureRows();
    const parameters = { additionalFields: { tenant: 'mine' } };
    const same = { executionId: 'hidden-row' };
    const first = await stage.log(notes('hidden', 1), parameters, same);
    expect(first.receipts[0]).toMatchObject({ outcome: 'written' });
    const second = await stage.log(notes('other', 1), parameters, { ...same, ...asRole() });
    expect(second.receipts[0]).toMatchObject({ outcome: 'conflict', keptIn: 'queueTable' });
    expect(second.receipts[0]?.eventId).toBe(first.receipts[0]?.eventId);
    await expectConserved(stage, first, second);
    expect(await queuedIds(stage.database)).toEqual([second.receipts[0]?.eventId]);
  });

  it('Row 23: a user who may only INSERT gets words, and its events are kept and written once', async () => {
    await stage.database.query(`grant insert on all tables in schema public to ${role.name}`);
    const run = await stage.log(notes('blind', 2), {}, asRole());
    expect(run.receipts[0]).toMatchObject({
      ...{ outcome: 'deadLettered', keptIn: 'spool', code: '42501' },
      ...{ hint: expect.stringContaining('grants.sql') as string },
    });
    expect(await storedRows(stage.database)).toEqual([]);
    await expectConserved(stage, run);
  });

  maybe('Row 23: the writer of grants.sql has what Log Activity needs (needs psql)', async () => {
    const roles = ['-v', `writer=${role.name}`];
    runPsql(stage.database.connectionString, [...roles, '-f', GRANTS]);
    const run = await stage.log(notes('granted', 2), {}, asRole());
    expect(run.receipts[0]).toMatchObject({ outcome: 'written', attempts: 1 });
    const again = { options: { attempts: 1 }, additionalFields: { dedupeKey: 'granted' } };
    const first = await stage.log(notes('keyed', 1), again, asRole());
    const second = await stage.log(notes('keyed', 1), again, asRole());
    expect(second.receipts[0]).toMatchObject({ outcome: 'duplicate' });
    await expectConserved(stage, run, first, second);
  });
});
