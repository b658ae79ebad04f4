import { type Duplex, duplexPair } from 'node:stream';
import { SshTunnel } from '../../nodes/n8n/sshTunnel';
import { ManualClock } from '../support/manualClock';

const ACCOUNT = {
  ...{ sshHost: 'ssh.internal', sshPort: 22, sshUser: 'n8n' },
  sshAuthenticateWith: 'password' as const,
  sshPassword: 'p',
};

type Opened = (error: Error | undefined, channel: Duplex) => void;

/** ssh2's client as far as a tunnel uses it; `answer` is what its server does when asked. */
class FakeClient {
  isDestroyed = false;
  answersRekey = true;
  private closed: () => void = () => undefined;

  constructor(readonly answer: (done: Opened, address: string) => void) {}

  forwardOut(_from: string, _port: number, host: string, port: number, done: Opened): void {
    this.answer(done, `${host}:${port}`);
  }

  rekey(done: () => void): void {
    if (this.answersRekey) done();
  }

  destroy(): void {
    this.isDestroyed = true;
    this.close();
  }

  once(_event: 'close', listener: () => void): void {
    this.closed = listener;
  }

  close(): void {
    this.closed();
  }
}

/** n8n, which hands out these clients one after the other. */
function n8nWith(...clients: FakeClient[]) {
  const used: FakeClient[] = [];
  const getSSHClient = () => {
    const client = clients.length > 1 ? clients.shift() : clients[0];
    return client === undefined ? new Promise<never>(() => undefined) : Promise.resolve(client);
  };
  return {
    used,
    getSSHClient,
    updateLastUsed: (client: unknown) => used.push(client as FakeClient),
  };
}

/** Every wait of this clock is over at once, but after what is there already. */
const impatient = () => new ManualClock(undefined, true);

const channelOf = (): Duplex => duplexPair()[0];

/** Lets everything that is ready happen. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('an SSH tunnel', () => {
  it('opens a channel to the address of PostgreSQL', async () => {
    const channel = channelOf();
    const asked: string[] = [];
    const client = new FakeClient((done, address) => {
      asked.push(address);
      done(undefined, channel);
    });
    const tunnel = new SshTunnel(ACCOUNT, n8nWith(client), impatient());
    expect(await tunnel.open('db.internal', 5432)).toBe(channel);
    expect(asked).toEqual(['db.internal:5432']);
  });

  it('asks n8n for its client whenever it opens a channel, so that a lost one is replaced', async () => {
    const open = (done: Opened) => done(undefined, channelOf());
    const [first, second] = [new FakeClient(open), new FakeClient(open)];
    const n8n = n8nWith(first, second);
    const tunnel = new SshTunnel(ACCOUNT, n8n, impatient());
    await tunnel.open('db', 5432);
    tunnel.used();
    first.close();
    tunnel.used();
    await tunnel.open('db', 5432);
    tunnel.used();
    expect(n8n.used).toEqual([first, second]);
  });

  it('gives up a client whose server says nothing any more', async () => {
    const client = new FakeClient(() => undefined);
    client.answersRekey = false;
    const tunnel = new SshTunnel(ACCOUNT, n8nWith(client), impatient());
    await expect(tunnel.open('db', 5432)).rejects.toMatchObject({ code: 'ssh_timeout' });
    await settled();
    expect(client.isDestroyed).toBe(true);
  });

  it('keeps a client whose server answers, though PostgreSQL behind it does not', async () => {
    let answerLate: Opened = () => undefined;
    const client = new FakeClient((done) => (answerLate = done));
    const tunnel = new SshTunnel(ACCOUNT, n8nWith(client), impatient());
    await expect(tunnel.open('db', 5432)).rejects.toMatchObject({ code: 'ssh_timeout' });
    await settled();
    expect(client.isDestroyed).toBe(false);
    const late = channelOf();
    answerLate(undefined, late);
    await settled();
    expect(late.destroyed).toBe(true);
  });

  it('does not wait for ever for n8n to connect', async () => {
    const tunnel = new SshTunnel(ACCOUNT, n8nWith(), impatient());
    await expect(tunnel.open('db', 5432)).rejects.toMatchObject({ code: 'ssh_timeout' });
  });

  it('puts into words why no channel opened, even when ssh2 throws', async () => {
    const refused = Object.assign(new Error('x'), { reason: 2 });
    const refusing = new FakeClient((done) => done(refused, channelOf()));
    const broken = new FakeClient(() => {
      throw new Error('Not connected');
    });
    const open = (client: FakeClient) =>
      new SshTunnel(ACCOUNT, n8nWith(client), impatient()).open('db', 5432);
    await expect(open(refusing)).rejects.toMatchObject({ code: 'ssh_target_unreachable' });
    await expect(open(broken)).rejects.toMatchObject({ code: 'ssh_connection' });
  });
});
