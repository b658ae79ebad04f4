import type { ConnectionConfig } from '../../nodes/core/postgres/connectionConfig';
import { endPools, poolFor } from '../../nodes/n8n/poolRegistry';
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

const pool = (credentialId: string, changes: Partial<ConnectionConfig> = {}) =>
  poolFor({ credentialId, config: { ...CONFIG, ...changes } }, silentLogger);

const ENDED = /after calling end on the pool/;

afterEach(() => endPools());

describe('the pool of a credential', () => {
  it('is one per credential', () => {
    expect(pool('a')).toBe(pool('a'));
    expect(pool('b')).not.toBe(pool('a'));
  });

  it.each([{ password: 'new' }, { host: 'other.invalid' }, { ssl: { rejectUnauthorized: true } }])(
    'is a new one after the credential was changed: %j',
    async (changes) => {
      const before = pool('a');
      const after = pool('a', changes);
      expect(after).not.toBe(before);
      expect(pool('a', changes)).toBe(after);
      await expect(before.connect()).rejects.toThrow(ENDED);
    },
  );

  it('is given up, oldest first, when a process has too many', async () => {
    const [first, second] = [pool('0'), pool('1')];
    for (let i = 2; i <= 50; i++) pool(String(i));
    await expect(first.connect()).rejects.toThrow(ENDED);
    expect(pool('1')).toBe(second);
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
