import type { ConnectionConfig } from '../../nodes/core/postgres/connectionConfig';
import { endPools, poolFor } from '../../nodes/n8n/poolRegistry';
import { ManualClock } from '../support/manualClock';
import { silentLogger } from '../support/silentLogger';

/** Nothing is connected until the first use, so the host need not exist. */
const CONFIG: ConnectionConfig = {
  host: 'db.invalid',
  port: 5432,
  database: 'crm',
  user: 'n8n',
  password: 'p',
  maxConnections: 2,
  ssl: false,
};

let clock: ManualClock;
beforeEach(() => {
  clock = new ManualClock();
});

const pool = (credentialId: string, changes: Partial<ConnectionConfig> = {}) =>
  poolFor({ credentialId, config: { ...CONFIG, ...changes } }, silentLogger, clock);

const ACCOUNT = {
  ...{ sshHost: 'ssh.invalid', sshPort: 22, sshUser: 'n8n' },
  sshAuthenticateWith: 'password' as const,
  sshPassword: 'p',
};
const HELPERS = {
  getSSHClient: () => Promise.reject(new Error('never asked for')),
  updateLastUsed: () => undefined,
};
const tunnelled = (changes: object = {}) =>
  poolFor(
    {
      credentialId: 'a',
      config: CONFIG,
      ssh: { account: { ...ACCOUNT, ...changes }, helpers: HELPERS },
    },
    silentLogger,
  );

const MINUTE = 60_000;
const ENDED = /after calling end on the pool/;

afterEach(() => endPools());

describe('the pool of a credential', () => {
  it('is one per credential', () => {
    expect(pool('a')).toBe(pool('a'));
    expect(pool('b')).not.toBe(pool('a'));
  });

  it.each([{ password: 'new' }, { host: 'other.invalid' }, { ssl: { rejectUnauthorized: true } }])(
    'is a new one after the credential was changed, and the old one serves who holds it: %j',
    async (changes) => {
      const before = pool('a');
      const after = pool('a', changes);
      expect(after).not.toBe(before);
      expect(pool('a', changes)).toBe(after);
      clock.advance(MINUTE);
      expect(pool('a', changes)).toBe(after);
      await expect(before.connect()).rejects.not.toThrow(ENDED);
    },
  );

  it('is another one through an SSH server, and through another account there', () => {
    expect(tunnelled()).toBe(tunnelled());
    expect(tunnelled()).not.toBe(pool('a'));
    expect(tunnelled({ sshPassword: 'other' })).not.toBe(tunnelled());
  });

  it('is given up, oldest first, when a process has too many, and ended a minute later', async () => {
    const [first, second] = [pool('0'), pool('1')];
    for (let i = 2; i <= 50; i++) pool(String(i));
    clock.advance(MINUTE - 1);
    pool('50');
    await expect(first.connect()).rejects.not.toThrow(ENDED);
    clock.advance(1);
    pool('50');
    await expect(first.connect()).rejects.toThrow(ENDED);
    expect(pool('1')).toBe(second);
  });

  it('is kept when it was used lately, however old it is', async () => {
    const first = pool('0');
    for (let i = 1; i < 50; i++) pool(String(i));
    expect(pool('0')).toBe(first);
    pool('50');
    expect(pool('0')).toBe(first);
  });

  it('is shared with another copy of the package in the same process', () => {
    const mine = pool('a');
    let theirs: unknown;
    jest.isolateModules(() => {
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- a second copy of the module
      const copy = require('../../nodes/n8n/poolRegistry') as { poolFor: typeof poolFor };
      theirs = copy.poolFor({ credentialId: 'a', config: CONFIG }, silentLogger);
    });
    expect(theirs).toBe(mine);
  });

  it('is ended with all the others when a script must exit', async () => {
    const before = pool('a');
    await endPools();
    await expect(before.connect()).rejects.toThrow(ENDED);
    expect(pool('a')).not.toBe(before);
  });
});
