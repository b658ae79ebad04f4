import type { Mutant } from './mutant';

const POOL = 'nodes/core/postgres/pool.ts';
const SOCKET = 'nodes/core/postgres/tunnelSocket.ts';
const SOCKET_TEST = 'tests/core/postgres/tunnelSocket.unit.test.ts';
const CREDENTIAL = 'nodes/n8n/postgresCredential.ts';
const TLS_TEST = 'tests/n8n/tls.int.test.ts';
const TUNNEL = 'nodes/n8n/sshTunnel.ts';
const TUNNEL_TEST = 'tests/n8n/sshTunnel.unit.test.ts';
const REGISTRY = 'nodes/n8n/poolRegistry.ts';
const REGISTRY_TEST = 'tests/n8n/poolRegistry.unit.test.ts';

/** The way to PostgreSQL: verified, tunnelled, shared, and said in words. */
export const CONNECTION_MUTANTS: readonly Mutant[] = [
  {
    name: 'TLS: the host name is not checked',
    file: POOL,
    find: 'return checkServerName ? options :',
    replace: 'return !checkServerName ? options :',
    test: TLS_TEST,
    title: 'refuses a server of another name',
  },
  {
    name: 'TLS: any certificate will do',
    file: CREDENTIAL,
    find: 'rejectUnauthorized: true,\n      checkServerName',
    replace: 'rejectUnauthorized: false,\n      checkServerName',
    test: TLS_TEST,
    title: 'refuses a server of another authority',
  },
  {
    name: 'TLS: no client certificate is shown',
    file: CREDENTIAL,
    find: "...given('cert', clientCertificate),",
    replace: '',
    test: TLS_TEST,
    title: 'shows its own certificate',
  },
  {
    name: "TLS: n8n's SSL modes do not verify",
    file: CREDENTIAL,
    find: "ssl === 'disable' ? false : { rejectUnauthorized: true }",
    replace: "ssl === 'disable' ? false : { rejectUnauthorized: false }",
    test: TLS_TEST,
    title: 'verifies the certificate with SSL: require',
  },
  {
    name: 'connections that pg gives up stay open',
    file: POOL,
    find: 'connecting.catch(() => this.end());',
    replace: 'connecting.catch(() => undefined);',
    test: 'tests/core/postgres/pool.int.test.ts',
    title: 'leaves no connection open at the server',
  },
  {
    name: 'SSH: a channel that comes too late stays open',
    file: SOCKET,
    find: 'channel.destroy();\n      return;',
    replace: 'return;',
    test: SOCKET_TEST,
    title: 'closes a channel that comes when nobody waits',
  },
  {
    name: 'SSH: a lost channel looks alive',
    file: SOCKET,
    find: "channel.on('close', () => this.destroy());",
    replace: '',
    test: SOCKET_TEST,
    title: 'closes when the far end is lost',
  },
  {
    name: 'SSH: a silent client is never given up',
    file: TUNNEL,
    find: 'client.destroy();',
    replace: '',
    test: TUNNEL_TEST,
    title: 'gives up a client whose server says nothing',
  },
  {
    name: 'SSH: a client in use by others is cut',
    file: TUNNEL,
    find: 'client.rekey(() => resolve())',
    replace: 'client.rekey(() => undefined)',
    test: TUNNEL_TEST,
    title: 'keeps a client whose server answers',
  },
  {
    name: 'SSH: n8n is not told that its client is in use',
    file: SOCKET,
    find: 'this.tunnel.used();',
    replace: '',
    test: SOCKET_TEST,
    title: 'passes bytes both ways',
  },
  {
    name: 'SSH: a wrong key is retried like a lost connection',
    file: 'nodes/n8n/sshFailure.ts',
    find: "if (level === 'client-authentication') return AUTHENTICATION;",
    replace: '',
    test: 'tests/n8n/sshFailure.unit.test.ts',
    title: 'goes into the lane environment as ssh_authentication',
  },
  {
    name: 'a changed credential keeps its old pool',
    file: REGISTRY,
    find: 'JSON.stringify([config, ssh?.account ?? null])',
    replace: 'JSON.stringify([config.database, ssh?.account ?? null])',
    test: REGISTRY_TEST,
    title: 'is a new one after the credential was changed',
  },
  {
    name: 'another SSH account shares the pool',
    file: REGISTRY,
    find: 'ssh?.account ?? null',
    replace: 'null',
    test: REGISTRY_TEST,
    title: 'is another one through an SSH server',
  },
  {
    name: 'a pool is ended under the execution that holds it',
    file: REGISTRY,
    find: 'const GRACE_MS = 60_000;',
    replace: 'const GRACE_MS = 0;',
    test: REGISTRY_TEST,
    title: 'ended a minute later',
  },
  {
    name: 'the second PostgreSQL sends people to the first',
    file: 'nodes/core/retryQueue/queueTableError.ts',
    find: 'isSecond ? SET_UP_SECOND : hint',
    replace: 'hint',
    test: 'tests/core/retryQueue/secondPostgresStore.int.test.ts',
    title: 'says that its own database must be set up',
  },
];
