import { chownSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { postgresUser } from '../../stand/postgresBinaries';
import { type PrivateServer, startPrivateServer } from './faults/privateServer';

const CERTIFICATES = join(__dirname, 'certificates');

/** A server with the certificate of `localhost`, and a role that must show a client certificate. */
export interface TlsServer {
  readonly private: PrivateServer;
  /** A superuser like `postgres`, but only over TLS and only with a certificate. */
  readonly certifiedUser: string;
  /** Shows another certificate to whoever connects from now on. */
  present(certificate: 'server' | 'expired'): Promise<void>;
  end(): Promise<void>;
}

const CERTIFIED = 'certified';
const ACCESS = [
  `hostssl all ${CERTIFIED} 127.0.0.1/32 scram-sha-256 clientcert=verify-ca`,
  `host all ${CERTIFIED} 127.0.0.1/32 reject`,
  'host all all 127.0.0.1/32 scram-sha-256',
  '',
];

/** One of the files in tests/support/certificates, as text. */
export function pem(name: string): string {
  return readFileSync(join(CERTIFICATES, `${name}.pem`), 'utf8');
}

export async function startTlsServer(): Promise<TlsServer> {
  const folder = mkdtempSync(join(tmpdir(), 'activity-log-tls-'));
  const path = (name: string) => join(folder, name);
  put(folder, 'server');
  copyFileSync(join(CERTIFICATES, 'authority.pem'), path('authority.pem'));
  writeFileSync(path('access.conf'), ACCESS.join('\n'));
  giveToServer(folder, path('authority.pem'), path('access.conf'));
  const server = await startPrivateServer({
    ssl: 'on',
    ssl_cert_file: path('shown.pem'),
    ssl_key_file: path('shown.key.pem'),
    ssl_ca_file: path('authority.pem'),
    hba_file: path('access.conf'),
  });
  const password = server.server.password;
  await server.query('postgres', `create role ${CERTIFIED} superuser login password '${password}'`);
  return {
    private: server,
    certifiedUser: CERTIFIED,
    present: async (certificate) => {
      put(folder, certificate);
      await server.query('postgres', 'select pg_reload_conf()');
    },
    end: async () => {
      await server.end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function put(folder: string, certificate: string): void {
  for (const kind of ['pem', 'key.pem']) {
    const shown = join(folder, `shown.${kind}`);
    // PostgreSQL takes no key that others may read.
    writeFileSync(shown, pem(`${certificate}.${kind}`.replace(/\.pem$/, '')), { mode: 0o600 });
    giveToServer(shown);
  }
}

function giveToServer(...paths: readonly string[]): void {
  const owner = postgresUser();
  if (owner === undefined) return;
  for (const path of paths) chownSync(path, owner.uid, owner.gid);
}
