import type { ICredentialDataDecryptedObject, INodeParameters } from 'n8n-workflow';
import { freePort } from '../../stand/freePort';
import { postgresCredential } from '../support/engine/postgresCredential';
import { searchList } from '../support/engine/callNodeMethod';
import {
  type LogActivityStage,
  logActivityNode,
  type StageRun,
  stageLogActivity,
} from '../support/logActivityNode';
import { Relay } from '../support/relay';
import { runReplay } from '../support/replayNode';
import { findSshd, type SshServer, startSshServer } from '../support/sshServer';

const maybe = findSshd() === undefined ? test.skip : test;
const NOTE = [{ message: 'through the tunnel' }];

let ssh: SshServer;
let stage: LogActivityStage;
let relay: Relay;
beforeAll(async () => {
  if (findSshd() !== undefined) ssh = await startSshServer();
});
afterAll(async () => {
  if (findSshd() !== undefined) await ssh.stop();
});
beforeEach(async () => {
  if (findSshd() === undefined) return;
  stage = await stageLogActivity();
  relay = await Relay.start(ssh.port);
});
afterEach(async () => {
  if (findSshd() === undefined) return;
  relay.end();
  await stage.end();
});

/** Each relay has a port of its own, so that n8n's clients of one test do not serve another. */
function tunnelled(changes: ICredentialDataDecryptedObject = {}): ICredentialDataDecryptedObject {
  return {
    sshTunnel: true,
    sshAuthenticateWith: 'privateKey',
    sshHost: '127.0.0.1',
    sshPort: relay.port,
    sshUser: ssh.user,
    privateKey: ssh.privateKey,
    passphrase: '',
    ...changes,
  };
}

const log = (
  changes: ICredentialDataDecryptedObject = {},
  options: INodeParameters = { attempts: 1 },
): Promise<StageRun> => stage.run(NOTE, { options }, { credential: tunnelled(changes) });

const replay = () =>
  runReplay({
    database: stage.database.name,
    spoolFolder: stage.spoolFolder,
    credential: tunnelled(),
  });

const countRows = async () => {
  const [row] = await stage.database.query<{ count: string }>(
    'select count(*) from lead_activity_log',
  );
  return Number(row?.count);
};

maybe('Log Activity writes through the SSH tunnel of the credential (needs sshd)', async () => {
  const { receipts } = await log();
  expect(receipts).toMatchObject([{ outcome: 'written' }]);
  expect(await countRows()).toBe(1);
  expect(relay.connections).toBe(1);
});

maybe('many connections share one SSH connection (needs sshd)', async () => {
  await Promise.all(Array.from({ length: 4 }, () => log()));
  expect(await countRows()).toBe(4);
  expect(relay.connections).toBe(1);
});

maybe('a private key is read encrypted and without its line breaks (needs sshd)', async () => {
  const { encryptedKey, passphrase, privateKey } = ssh;
  const changes = [
    { privateKey: encryptedKey, passphrase },
    { privateKey: privateKey.trim().replaceAll('\n', ' ') },
  ];
  for (const change of changes) {
    expect((await log(change)).receipts).toMatchObject([{ outcome: 'written' }]);
  }
});

maybe('the lists of the panel are read through the tunnel (needs sshd)', async () => {
  await stage.database.query("select register_event_type('SHIP_SAILED', 'SYSTEM')");
  const found = await searchList(logActivityNode(), 'searchEventTypes', {
    credentials: { db: postgresCredential(stage.database.name, tunnelled()) },
    filter: 'sailed',
  });
  expect(found.results).toMatchObject([{ value: 'SHIP_SAILED' }]);
});

maybe('a tunnel that is cut is opened again by the next attempt (needs sshd)', async () => {
  await log();
  relay.cut();
  const { receipts } = await log({}, { attempts: 3, firstDelay: 50 });
  expect(receipts).toMatchObject([{ outcome: 'written' }]);
  expect(await countRows()).toBe(2);
});

maybe(
  'an event is kept while the SSH server is away, and replayed after (needs sshd)',
  async () => {
    await log();
    relay.refuse();
    relay.cut();
    const { receipts } = await log({}, { attempts: 2 });
    expect(receipts).toMatchObject([
      { outcome: 'deadLettered', keptIn: 'spool', code: 'ssh_connection', attempts: 2 },
    ]);
    expect(receipts[0]?.hint).toContain('SSH Host');
    await relay.accept();
    expect((await replay()).summary).toMatchObject({ replayed: 1 });
    expect(await countRows()).toBe(2);
  },
);

maybe('a tunnel that has fallen silent is given up and opened anew (needs sshd)', async () => {
  await log();
  relay.silence();
  // The first attempt meets the silent connection, the second that no channel opens either.
  const { receipts } = await log({}, { statementTimeout: 500, attempts: 3, firstDelay: 1000 });
  expect(receipts).toMatchObject([{ outcome: 'written', attempts: 3 }]);
  expect(await countRows()).toBe(2);
});

maybe(
  'a wrong key is named as the cause, tried twice, and never repeated (needs sshd)',
  async () => {
    const { receipts, finished } = await log(
      { privateKey: ssh.otherKey },
      { attempts: 3, firstDelay: 200 },
    );
    expect(receipts).toMatchObject([
      { outcome: 'deadLettered', keptIn: 'spool', code: 'ssh_authentication', attempts: 2 },
    ]);
    expect(receipts[0]?.message).toContain('SSH server refused');
    expect(receipts[0]?.hint).toContain('Private Key');
    expect(JSON.stringify([receipts, finished.hints('Log')])).not.toContain('BEGIN');
    expect((await replay()).summary).toMatchObject({ replayed: 1 });
  },
);

maybe('each other fault of the SSH account is named (needs sshd)', async () => {
  const faults: [ICredentialDataDecryptedObject, string][] = [
    [{ privateKey: 'not a key' }, 'ssh_private_key'],
    [{ privateKey: ssh.encryptedKey }, 'ssh_private_key'],
    [{ sshAuthenticateWith: 'password', sshPassword: 'wrong' }, 'ssh_authentication'],
    [{ sshPort: stage.database.config.port }, 'ssh_connection'],
    [{ port: await freePort() }, 'ssh_target_unreachable'],
  ];
  for (const [changes, code] of faults) {
    expect((await log(changes)).receipts).toMatchObject([{ outcome: 'deadLettered', code }]);
  }
});

maybe('an SSH server that allows no tunnels is named (needs sshd)', async () => {
  const closed = await startSshServer(['AllowTcpForwarding no']);
  const door = await Relay.start(closed.port);
  const { receipts } = await log({ sshPort: door.port, privateKey: closed.privateKey });
  expect(receipts).toMatchObject([{ code: 'ssh_forwarding_prohibited' }]);
  door.end();
  await closed.stop();
});
