import { ConfigurationError } from '../../nodes/core/errors';
import {
  type CredentialName,
  toConnectionConfig,
  toSshAccount,
} from '../../nodes/n8n/postgresCredential';

const SERVER = {
  host: 'db.example.com',
  port: 5432,
  database: 'crm',
  user: 'n8n',
  password: 'tr0ub4dor',
};
const CONFIG = { ...SERVER, maxConnections: 10 };

function refusalOf(name: CredentialName, data: unknown): ConfigurationError {
  try {
    toConnectionConfig(name, data);
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
  }
  throw new Error('The credential was not refused.');
}

describe("n8n's own Postgres credential", () => {
  it.each([
    [{ ssl: 'disable' }, false],
    [{}, false],
    [{ ssl: 'require' }, { rejectUnauthorized: true }],
    [{ ssl: 'allow' }, { rejectUnauthorized: true }],
    [{ ssl: 'disable', allowUnauthorizedCerts: true }, { rejectUnauthorized: false }],
    [{ ssl: 'require', allowUnauthorizedCerts: true }, { rejectUnauthorized: false }],
  ])('with %j has the TLS %j', (fields, ssl) => {
    expect(toConnectionConfig('postgres', { ...SERVER, ...fields })).toEqual({ ...CONFIG, ssl });
  });

  it('takes a port written as text, and gives up fields that it does not know', () => {
    const data = { ...SERVER, port: '6432', sshTunnel: false, sshHost: '', ssl: 'disable' };
    expect(toConnectionConfig('postgres', data)).toEqual({ ...CONFIG, port: 6432, ssl: false });
  });

  it.each([
    [100, 10],
    [3, 3],
    ['5', 5],
    [undefined, 10],
  ])('with Maximum Number of Connections %j leads to %i', (maxConnections, expected) => {
    const config = toConnectionConfig('postgres', { ...SERVER, maxConnections });
    expect(config.maxConnections).toBe(expected);
  });
});

describe("the SSH account of n8n's own Postgres credential", () => {
  const ssh = { sshTunnel: true, sshHost: 'jump.example.com', sshPort: '22', sshUser: 'n8n' };
  const account = { sshHost: 'jump.example.com', sshPort: 22, sshUser: 'n8n' };
  const key = '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\nBBBB\n-----END OPENSSH PRIVATE KEY-----';

  it.each([[undefined], ['password']])('is one with a password: %j', (sshAuthenticateWith) => {
    const data = { ...ssh, sshAuthenticateWith, sshPassword: 'p', privateKey: '' };
    expect(toSshAccount('postgres', data)).toEqual({
      ...account,
      sshAuthenticateWith: 'password',
      sshPassword: 'p',
    });
  });

  it('is one with a private key, whose line breaks come back', () => {
    const data = { ...ssh, sshAuthenticateWith: 'privateKey', sshPassword: '' };
    expect(toSshAccount('postgres', { ...data, privateKey: key.replaceAll('\n', ' ') })).toEqual({
      ...account,
      ...{ sshAuthenticateWith: 'privateKey', privateKey: key, passphrase: '' },
    });
  });

  it.each([{}, { sshTunnel: false }, null])('is none without SSH Tunnel: %j', (fields) => {
    const data = fields === null ? null : { ...ssh, sshTunnel: undefined, ...fields };
    expect(toSshAccount('postgres', data)).toBeUndefined();
  });

  it('is none for our own credential, which has no such fields', () => {
    expect(toSshAccount('activityLogPostgresApi', ssh)).toBeUndefined();
  });

  it.each([
    [{ sshHost: '', sshPassword: 'tr0ub4dor' }, 'sshHost'],
    [{ sshAuthenticateWith: 'privateKey', privateKey: '' }, 'privateKey'],
    [{ sshAuthenticateWith: 'tr0ub4dor' }, 'sshAuthenticateWith'],
  ])('is refused with %j, naming the field and no value', (fields, named) => {
    const asked = () => toSshAccount('postgres', { ...ssh, ...fields });
    expect(asked).toThrow(ConfigurationError);
    expect(asked).toThrow(`The credential is not complete: ${named}.`);
  });
});

describe('our own PostgreSQL credential', () => {
  it.each([
    ['verifyFull', true],
    [undefined, true],
    ['verifyCa', false],
  ])('with TLS %j verifies the certificate, and the host name: %s', (tls, checkServerName) => {
    expect(toConnectionConfig('activityLogPostgresApi', { ...SERVER, tls })).toEqual({
      ...CONFIG,
      ssl: { rejectUnauthorized: true, checkServerName },
    });
  });

  it('without TLS ignores certificates', () => {
    const data = { ...SERVER, tls: 'disable', ca: 'PEM' };
    expect(toConnectionConfig('activityLogPostgresApi', data)).toEqual({ ...CONFIG, ssl: false });
  });

  it('gives certificates their line breaks back and leaves empty ones out', () => {
    const data = {
      ...SERVER,
      ca: ' -----BEGIN CERTIFICATE-----\\nAAAA\\n-----END CERTIFICATE----- \n',
      clientCertificate: '  ',
      clientPrivateKey: 'KEY',
    };
    expect(toConnectionConfig('activityLogPostgresApi', data).ssl).toEqual({
      rejectUnauthorized: true,
      checkServerName: true,
      ca: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----',
      key: 'KEY',
    });
  });
});

describe.each(['postgres', 'activityLogPostgresApi', 'activityLogQueuePostgresApi'] as const)(
  'an incomplete %s',
  (name) => {
    it.each(['host', 'port', 'database', 'user', 'password'])(
      'names the missing field %s',
      (field) => {
        const error = refusalOf(name, { ...SERVER, [field]: undefined });
        expect(error.message).toBe(`The credential is not complete: ${field}.`);
        expect(error.hint).toContain('credential');
      },
    );

    it('never repeats a value', () => {
      const wrong = {
        host: 7,
        port: 'tr0ub4dor',
        database: '',
        user: 'n8n',
        password: ['tr0ub4dor'],
      };
      const error = refusalOf(name, { ...wrong, ssl: 'tr0ub4dor', tls: 'tr0ub4dor' });
      expect(error.message).toMatch(/host, port, database, password, (ssl|tls)/);
      expect(JSON.stringify([error.message, error.detail, error.hint])).not.toContain('tr0ub4dor');
    });

    it.each([null, undefined, 'text'])('that is %j is refused in words', (data) => {
      expect(refusalOf(name, data).message).toMatch(/credential/);
    });
  },
);
