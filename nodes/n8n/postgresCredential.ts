import type { SSHCredentials } from 'n8n-workflow';
import { z } from 'zod';
import { ConfigurationError } from '../core/errors';
import type { ConnectionConfig } from '../core/postgres/connectionConfig';
import { pemBlock } from './pemBlock';

/** Enough for one n8n process; the credential's own maximum (100 by default) is for all nodes. */
const LARGEST_POOL = 10;

const text = z.string().optional();
const server = {
  host: z.string().min(1),
  port: z.coerce.number().int().min(1).max(65_535),
  database: z.string().min(1),
  user: z.string().min(1),
  password: z.string(),
  maxConnections: z.coerce
    .number()
    .int()
    .positive()
    .default(LARGEST_POOL)
    .transform((count) => Math.min(count, LARGEST_POOL)),
};

/** n8n's own credential type `postgres`. */
const builtInSchema = z.object({
  ...server,
  ssl: z.enum(['allow', 'disable', 'require']).default('disable'),
  allowUnauthorizedCerts: z.boolean().default(false),
});

/** The SSH account in n8n's own credential type; the fields are hidden without `sshTunnel`. */
const sshServer = {
  sshHost: z.string().min(1),
  sshPort: z.coerce.number().int().min(1).max(65_535),
  sshUser: z.string().min(1),
};
const sshSchema = z.discriminatedUnion('sshAuthenticateWith', [
  z.object({
    ...sshServer,
    sshAuthenticateWith: z.literal('password'),
    sshPassword: z.string(),
  }),
  z.object({
    ...sshServer,
    sshAuthenticateWith: z.literal('privateKey'),
    privateKey: z.string().min(1).transform(pemBlock),
    passphrase: z.string().default(''),
  }),
]);

/** Our credential types `activityLogPostgresApi` and `activityLogQueuePostgresApi`. */
const ownSchema = z.object({
  ...server,
  tls: z.enum(['verifyFull', 'verifyCa', 'disable']).default('verifyFull'),
  ca: text,
  clientCertificate: text,
  clientPrivateKey: text,
});

export type CredentialName = 'postgres' | 'activityLogPostgresApi' | 'activityLogQueuePostgresApi';

/**
 * The connection that a credential describes.
 * @throws ConfigurationError naming the field that does not fit, never its value
 */
export function toConnectionConfig(name: CredentialName, data: unknown): ConnectionConfig {
  return name === 'postgres' ? fromBuiltIn(data) : fromOwn(data);
}

/**
 * The SSH account through which n8n's own credential is to be used; undefined: none.
 * @throws ConfigurationError naming the field that does not fit, never its value
 */
export function toSshAccount(name: CredentialName, data: unknown): SSHCredentials | undefined {
  if (name !== 'postgres') return undefined;
  const fields = (data ?? {}) as { sshTunnel?: unknown; sshAuthenticateWith?: unknown };
  if (fields.sshTunnel !== true) return undefined;
  return parse(sshSchema, {
    ...fields,
    sshAuthenticateWith: fields.sshAuthenticateWith ?? 'password',
  });
}

function fromBuiltIn(data: unknown): ConnectionConfig {
  const { ssl, allowUnauthorizedCerts, ...rest } = parse(builtInSchema, data);
  if (allowUnauthorizedCerts) return { ...rest, ssl: { rejectUnauthorized: false } };
  return { ...rest, ssl: ssl === 'disable' ? false : { rejectUnauthorized: true } };
}

function fromOwn(data: unknown): ConnectionConfig {
  const { tls, ca, clientCertificate, clientPrivateKey, ...rest } = parse(ownSchema, data);
  if (tls === 'disable') return { ...rest, ssl: false };
  return {
    ...rest,
    ssl: {
      rejectUnauthorized: true,
      checkServerName: tls === 'verifyFull',
      ...given('ca', ca),
      ...given('cert', clientCertificate),
      ...given('key', clientPrivateKey),
    },
  };
}

function given(name: 'ca' | 'cert' | 'key', pem: string | undefined): Record<string, string> {
  if (pem === undefined || pem.trim() === '') return {};
  return { [name]: pemBlock(pem) };
}

function parse<Schema extends z.ZodType>(schema: Schema, data: unknown): z.infer<Schema> {
  const result = schema.safeParse(data);
  if (result.success) return result.data;
  const fields = [...new Set(result.error.issues.map((issue) => issue.path.join('.')))];
  throw new ConfigurationError({
    message: `The credential is not complete: ${fields.join(', ')}.`,
    hint: 'Open the credential, fill in these fields and save it.',
  });
}
