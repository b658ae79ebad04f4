import { classifyError } from '../../nodes/core/postgres/classifyError';
import { openPool } from '../../nodes/core/postgres/pool';
import { type CredentialName, toConnectionConfig } from '../../nodes/n8n/postgresCredential';
import { eventually } from '../support/eventually';
import { silentLogger } from '../support/silentLogger';
import { pem, startTlsServer, type TlsServer } from '../support/tlsServer';

let server: TlsServer;
beforeAll(async () => {
  server = await startTlsServer();
});
afterAll(() => server.end());

const CA = { ca: pem('authority') };
const CLIENT = {
  clientCertificate: pem('client'),
  clientPrivateKey: pem('client.key'),
};

/** Whether the connection is encrypted, or why there is none. */
async function outcomeOf(name: CredentialName, fields: object): Promise<string> {
  const { port, server: own } = server.private;
  const { user, password } = own;
  const data = { host: 'localhost', port, database: 'postgres', user, password, ...fields };
  const pool = openPool(toConnectionConfig(name, data), silentLogger);
  try {
    const client = await pool.connect();
    const { rows } = await client.query('select ssl from pg_stat_ssl where pid = pg_backend_pid()');
    client.release(true);
    return (rows as { ssl: boolean }[])[0]?.ssl === true ? 'encrypted' : 'plain';
  } catch (error) {
    const { lane, code, hint } = classifyError(error);
    return `${lane} ${code}: ${hint}`;
  } finally {
    await pool.end();
  }
}

const own = (fields: object) => outcomeOf('activityLogPostgresApi', fields);
const builtIn = (fields: object) => outcomeOf('postgres', fields);

const CHECK_TLS = 'Check the SSL settings and certificates of the credential.';

describe('our own PostgreSQL credential', () => {
  it('reaches a server whose authority it trusts and whose name it knows', async () => {
    expect(await own({ tls: 'verifyFull', ...CA })).toBe('encrypted');
  });

  it('trusts an authority that lost its line breaks in the panel', async () => {
    const ca = CA.ca.replaceAll('\n', ' ');
    expect(await own({ tls: 'verifyFull', ca })).toBe('encrypted');
  });

  it('refuses a server of another authority, and of one that is not given', async () => {
    for (const tls of ['verifyFull', 'verifyCa']) {
      for (const ca of [pem('stranger'), '']) {
        expect(await own({ tls, ca })).toBe(`environment SELF_SIGNED_CERT_IN_CHAIN: ${CHECK_TLS}`);
      }
    }
  });

  it('refuses a server of another name, unless only the authority is to be verified', async () => {
    const elsewhere = { host: '127.0.0.1', ...CA };
    expect(await own({ ...elsewhere, tls: 'verifyFull' })).toBe(
      `environment ERR_TLS_CERT_ALTNAME_INVALID: ${CHECK_TLS}`,
    );
    expect(await own({ ...elsewhere, tls: 'verifyCa' })).toBe('encrypted');
  });

  it('shows its own certificate where the server asks for one', async () => {
    const user = server.certifiedUser;
    expect(await own({ user, tls: 'verifyFull', ...CA, ...CLIENT })).toBe('encrypted');
    const missing = /^environment 28000: .*client certificate/;
    expect(await own({ user, tls: 'verifyFull', ...CA })).toMatch(missing);
    expect(await own({ user, tls: 'disable' })).toMatch(missing);
  });

  it('says what to check when a certificate or key cannot be read', async () => {
    expect(await own({ tls: 'verifyFull', ca: 'no certificate' })).toContain(CHECK_TLS);
    const fields = { ...CA, ...CLIENT, clientPrivateKey: 'no key' };
    expect(await own({ tls: 'verifyFull', ...fields })).toMatch(/^environment ERR_OSSL_\w+: Check/);
  });

  it('speaks without TLS when that is chosen', async () => {
    expect(await own({ tls: 'disable' })).toBe('plain');
  });

  it('refuses a certificate that has expired', async () => {
    await server.present('expired');
    try {
      const refused = `environment CERT_HAS_EXPIRED: ${CHECK_TLS}`;
      await eventually('the server shows its expired certificate', async () => {
        return (await own({ tls: 'verifyFull', ...CA })) === refused;
      });
      expect(await own({ tls: 'verifyCa', ...CA })).toBe(refused);
      expect(await builtIn({ allowUnauthorizedCerts: true })).toBe('encrypted');
    } finally {
      await server.present('server');
    }
  });
});

describe("n8n's own Postgres credential", () => {
  it.each(['allow', 'require'])('verifies the certificate with SSL: %s', async (ssl) => {
    expect(await builtIn({ ssl })).toMatch(/^environment SELF_SIGNED_CERT_IN_CHAIN: /);
  });

  it.each(['allow', 'disable', 'require'])(
    'with Ignore SSL Issues encrypts without verifying, whatever SSL says: %s',
    async (ssl) => {
      const fields = { ssl, allowUnauthorizedCerts: true, host: '127.0.0.1' };
      expect(await builtIn(fields)).toBe('encrypted');
    },
  );

  it('speaks without TLS with SSL: disable', async () => {
    expect(await builtIn({ ssl: 'disable' })).toBe('plain');
  });

  it('names the cause where the server takes nothing but TLS', async () => {
    const user = server.certifiedUser;
    expect(await builtIn({ user, ssl: 'disable' })).toMatch(/^environment 28000: /);
  });
});
