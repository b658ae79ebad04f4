import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { endPools } from '../../nodes/n8n/poolRegistry';
import { spooledText, storedRows } from '../support/faults/conservation';
import { notes } from '../support/faults/stageFault';
import { type LogActivityStage, stageLogActivity } from '../support/logActivityNode';
import { type ReplayRun, runReplay } from '../support/replayNode';
import { createTestRole, type TestRole } from '../support/testRole';
import { startTlsServer } from '../support/tlsServer';

const SECRET = 'tr0ub4dor';

let stage: LogActivityStage;
let credential: ICredentialDataDecryptedObject;

const log = (word: string) => stage.run(notes(word, 2), {}, { credential });
const replay = (): Promise<ReplayRun> =>
  runReplay({ database: stage.database.name, spoolFolder: stage.spoolFolder, credential });

/** Everything is kept in the spool under this cause, after one confirming try. */
async function expectKept(word: string, code: RegExp, cure: string): Promise<void> {
  const { receipts, deadLettered, finished } = await log(word);
  expect(deadLettered).toHaveLength(2);
  for (const receipt of receipts) {
    expect(receipt).toMatchObject({
      ...{ outcome: 'deadLettered', keptIn: 'spool', attempts: 2 },
      code: expect.stringMatching(code) as string,
    });
    expect(receipt.hint).toContain(cure);
    expect(spooledText(stage.spoolFolder)).toContain(receipt.eventId);
  }
  expect(JSON.stringify([receipts, finished.hints('Log')])).not.toContain(SECRET);
}

/** With the credential corrected, a replay writes what was kept, once. */
async function expectReplayed(count: number): Promise<void> {
  expect((await replay()).summary).toMatchObject({ replayed: count, remaining: 0 });
  expect(await storedRows(stage.database)).toHaveLength(count);
  expect((await replay()).summary).toMatchObject({ replayed: 0, duplicates: 0 });
}

describe('a password that is not right', () => {
  let role: TestRole;
  beforeEach(async () => {
    stage = await stageLogActivity();
    role = await createTestRole(stage.database);
    await stage.database.query(`alter role ${role.name} superuser`);
    credential = { user: role.name, password: role.name };
  });
  afterEach(async () => {
    await endPools();
    await role.drop();
    await stage.end();
  });

  it('Row 24: events are kept when the password was rotated, and replayed with the new one', async () => {
    expect((await log('before')).receipts[0]).toMatchObject({ outcome: 'written' });
    await stage.database.query(`alter role ${role.name} password '${SECRET}'`);
    await stage.database.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where usename = $1',
      [role.name],
    );
    await expectKept('after', /^28P01$/, 'Check User and Password');
    const { error } = await replay();
    expect(error?.description).toContain('Check User and Password');
    expect(await storedRows(stage.database)).toHaveLength(2);
    credential = { ...credential, password: SECRET };
    expect((await replay()).summary).toMatchObject({ replayed: 2, remaining: 0 });
    expect(await storedRows(stage.database)).toHaveLength(4);
  });

  it('Row 25: events are kept when the password is missing, and replayed once it is there', async () => {
    credential = { user: role.name, password: '' };
    await expectKept('missing', /^(authentication|28P01)$/, 'Check User and Password');
    credential = { user: role.name, password: role.name };
    await expectReplayed(2);
  });
});

describe('a host name that does not exist', () => {
  beforeEach(async () => {
    stage = await stageLogActivity();
    credential = { host: 'does-not-exist.invalid' };
  });
  afterEach(() => stage.end());

  it('Row 50: events are kept when the name cannot be looked up, and replayed with the right one', async () => {
    await expectKept('nowhere', /^(ENOTFOUND|EAI_AGAIN)$/, 'Check Host');
    credential = {};
    await expectReplayed(2);
  });
});

describe('a certificate that cannot be trusted', () => {
  it('Row 26: events are kept when TLS fails, and replayed once the cause is gone', async () => {
    const server = await startTlsServer();
    try {
      stage = await stageLogActivity(await server.private.createDatabase());
      const { port } = server.private;
      credential = {
        host: 'localhost',
        port,
        ssl: 'require',
        password: server.private.server.password,
      };
      await expectKept('untrusted', /^SELF_SIGNED_CERT_IN_CHAIN$/, 'Check the SSL settings');
      expect((await replay()).error?.description).toContain('Check the SSL settings');
      credential = { ...credential, allowUnauthorizedCerts: true };
      await expectReplayed(2);
      await stage.end();
    } finally {
      await server.end();
    }
  });
});
