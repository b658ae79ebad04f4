import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../stand/freePort';
import { Guard } from '../../stand/guard';
import { eventually } from './eventually';

/** OpenSSH's server on the loopback address, for the user who runs the tests. */
export interface SshServer {
  readonly port: number;
  readonly user: string;
  /** A private key that the server accepts. */
  readonly privateKey: string;
  /** A private key that it does not. */
  readonly otherKey: string;
  /** `privateKey`, encrypted with `passphrase`. */
  readonly encryptedKey: string;
  readonly passphrase: string;
  stop(): Promise<void>;
}

const PASSPHRASE = 'not a secret';
/** As root, OpenSSH insists on a folder that its service makes at boot. */
const PRIVILEGE_SEPARATION = '/run/sshd';

/** OpenSSH's server where systems put it; undefined when it is not installed. */
export function findSshd(): string | undefined {
  return ['/usr/sbin/sshd', '/usr/local/sbin/sshd'].find((path) => existsSync(path));
}

/** @param settings more lines of sshd_config, e.g. `AllowTcpForwarding no` */
export async function startSshServer(settings: readonly string[] = []): Promise<SshServer> {
  const sshd = findSshd();
  if (sshd === undefined) throw new Error('OpenSSH server is not installed.');
  if (process.getuid?.() === 0) mkdirSync(PRIVILEGE_SEPARATION, { recursive: true, mode: 0o755 });
  const folder = mkdtempSync(join(tmpdir(), 'activity-log-ssh-'));
  const guard = new Guard();
  guard.removeAtEnd(folder);
  const port = await freePort();
  const keys = makeKeys(folder);
  writeFileSync(join(folder, 'sshd_config'), configuration(folder, port, settings));
  const server = spawn(sshd, ['-D', '-e', '-f', join(folder, 'sshd_config')], {
    stdio: 'ignore',
    detached: true,
  });
  if (server.pid !== undefined) guard.watch(server.pid);
  const exited = once(server, 'exit');
  await eventually('the SSH server listens', () => {
    if (server.exitCode !== null) throw new Error('The SSH server did not start.');
    return listens(port);
  });
  return {
    ...{ port, user: userInfo().username, passphrase: PASSPHRASE },
    ...keys,
    stop: async () => {
      server.kill('SIGTERM');
      await exited;
      if (server.pid !== undefined) guard.forget(server.pid);
      rmSync(folder, { recursive: true, force: true });
      await guard.close();
    },
  };
}

function makeKeys(folder: string): Pick<SshServer, 'privateKey' | 'otherKey' | 'encryptedKey'> {
  const make = (name: string, passphrase = '') => {
    const path = join(folder, name);
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', passphrase, '-f', path]);
    return {
      privateKey: readFileSync(path, 'utf8'),
      publicKey: readFileSync(`${path}.pub`, 'utf8'),
    };
  };
  make('host_key');
  const [accepted, encrypted, other] = [make('user'), make('encrypted', PASSPHRASE), make('other')];
  writeFileSync(join(folder, 'authorized_keys'), accepted.publicKey + encrypted.publicKey);
  return {
    privateKey: accepted.privateKey,
    otherKey: other.privateKey,
    encryptedKey: encrypted.privateKey,
  };
}

function configuration(folder: string, port: number, settings: readonly string[]): string {
  return [
    ...settings,
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${join(folder, 'host_key')}`,
    `AuthorizedKeysFile ${join(folder, 'authorized_keys')}`,
    'PidFile none',
    'StrictModes no',
    'UsePAM no',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'PermitRootLogin prohibit-password',
    '',
  ].join('\n');
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
