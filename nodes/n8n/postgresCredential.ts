import { z } from 'zod';
import { ConfigurationError } from '../core/errors';
import type { ConnectionConfig } from '../core/postgres/connectionConfig';

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
  sshTunnel: z.boolean().default(false),
});

/** Our credential type `activityLogPostgresApi`. */
const ownSchema = z.object({
  ...server,
  tls: z.enum(['verifyFull', 'verifyCa', 'disable']).default('verifyFull'),
  ca: text,
  clientCertificate: text,
  clientPrivateKey: text,
});

export type CredentialName = 'postgres' | 'activityLogPostgresApi';

/**
 * The connection that a credential describes.
 * @throws ConfigurationError naming the field that does not fit, never its value
 */
export function toConnectionConfig(name: CredentialName, data: unknown): ConnectionConfig {
  return name === 'postgres' ? fromBuiltIn(data) : fromOwn(data);
}

function fromBuiltIn(data: unknown): ConnectionConfig {
  const { ssl, allowUnauthorizedCerts, sshTunnel, ...rest } = parse(builtInSchema, data);
  if (sshTunnel) {
    throw new ConfigurationError({
      message: 'The SSH tunnel of the Postgres credential is not supported.',
      hint: 'Choose a credential that reaches PostgreSQL directly, e.g. with SSL.',
    });
  }
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

/** Credential fields lose the line breaks of a pasted PEM block in some editors. */
function given(name: 'ca' | 'cert' | 'key', pem: string | undefined): Record<string, string> {
  if (pem === undefined || pem.trim() === '') return {};
  return { [name]: pem.replaceAll('\\n', '\n').trim() };
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
