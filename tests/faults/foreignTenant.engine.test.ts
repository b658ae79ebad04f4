import { expectConserved, storedRows } from '../support/faults/conservation';
import { type FaultStage, notes, stageFault } from '../support/faults/stageFault';
import { runReplay } from '../support/replayNode';
import { createTestRole, type TestRole } from '../support/testRole';

describe('an event that a policy of row-level security refuses', () => {
  let stage: FaultStage;
  let role: TestRole;
  beforeEach(async () => {
    stage = await stageFault();
    role = await createTestRole(stage.database);
    await stage.database.query(
      `grant pg_read_all_data, pg_write_all_data to ${role.name};
       alter table lead_activity_log enable row level security;
       create policy own_rows on lead_activity_log
         using (tenant_id = 'mine') with check (tenant_id = 'mine')`,
    );
  });
  afterEach(async () => {
    await role.drop();
    await stage.end();
  });

  const items = (...tenants: string[]) =>
    notes('policy', tenants.length).map((note, i) => ({ ...note, tenant: tenants[i] }));
  const tenantOfItem = { additionalFields: { tenant: '={{ $json.tenant }}' } };
  const asRole = () => ({ credential: { user: role.name, password: role.name } });

  it('Row 22: holds up neither its neighbours in a batch nor those in the queue', async () => {
    const run = await stage.log(items('mine', 'foreign', 'mine'), tenantOfItem, asRole());
    expect(run.receipts.map(({ outcome }) => outcome)).toEqual([
      'written',
      'deadLettered',
      'written',
    ]);
    await expectConserved(stage, run);
  });

  it('Row 22: holds up no event of the queue that can be written', async () => {
    const nowhere = { credential: { ...asRole().credential, port: 1 } };
    const run = await stage.log(items('foreign', 'mine', 'mine'), tenantOfItem, nowhere);
    expect(run.receipts.map(({ keptIn }) => keptIn)).toEqual(['spool', 'spool', 'spool']);
    const { port } = stage.database.config;
    const report = await runReplay({
      ...{ database: stage.database.name, spoolFolder: stage.spoolFolder },
      credential: { port, ...asRole().credential },
    });
    expect(report.summary).toMatchObject({ replayed: 2, failed: 1, stoppedBecause: null });
    const [, ...ours] = run.receipts.map(({ eventId }) => eventId);
    const stored = await storedRows(stage.database);
    expect(stored.map(({ id }) => id).sort()).toEqual(ours.sort());
  });
});
