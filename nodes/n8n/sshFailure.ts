import { type FailureWords, WriteFailure } from '../core/writeFailure';

/** What an error of ssh2 or of its socket carries. */
interface SshError {
  /** Where ssh2 was when it failed (ssh2, lib/client.js). */
  readonly level?: unknown;
  readonly code?: unknown;
  /** Why a channel was refused, as a number (RFC 4254, section 5.1). */
  readonly reason?: unknown;
  readonly message?: unknown;
}

type Words = Pick<FailureWords, 'lane' | 'code' | 'message' | 'hint'>;

const FORWARDING_PROHIBITED = 1;
const TARGET_UNREACHABLE = 2;

const CHECK_SERVER =
  'Check SSH Host and SSH Port in the credential and that the SSH server is running.';

const AUTHENTICATION: Words = {
  lane: 'environment',
  code: 'ssh_authentication',
  message: 'The SSH server refused the user, password or key.',
  hint: 'Check SSH User and SSH Password or Private Key in the credential, and the authorised keys of that user on the SSH server.',
};
const PRIVATE_KEY: Words = {
  lane: 'environment',
  code: 'ssh_private_key',
  message: 'The private key for the SSH server cannot be read.',
  hint: 'Paste the whole key into Private Key of the credential, and its Passphrase if it has one.',
};
const UNKNOWN_HOST: Words = {
  lane: 'environment',
  code: 'ssh_host_unknown',
  message: 'The host name of the SSH server could not be looked up.',
  hint: CHECK_SERVER,
};
const HANDSHAKE: Words = {
  lane: 'environment',
  code: 'ssh_handshake',
  message: 'n8n and the SSH server found no common way to talk.',
  hint: 'Check that SSH Port is that of an SSH server, and which algorithms and host keys it offers.',
};
const PROHIBITED: Words = {
  lane: 'environment',
  code: 'ssh_forwarding_prohibited',
  message: 'The SSH server does not allow a tunnel to PostgreSQL.',
  hint: 'Allow it there (AllowTcpForwarding, PermitOpen), or choose another SSH User.',
};
const UNREACHABLE: Words = {
  lane: 'transient',
  code: 'ssh_target_unreachable',
  message: 'The SSH server could not connect to PostgreSQL.',
  hint: 'Check Host and Port in the credential, as the SSH server sees them, and that PostgreSQL is running.',
};
const TIMEOUT: Words = {
  lane: 'transient',
  code: 'ssh_timeout',
  message: 'The SSH server did not answer in time.',
  hint: CHECK_SERVER,
};
const LOST: Words = {
  lane: 'transient',
  code: 'ssh_connection',
  message: 'There is no connection to the SSH server.',
  hint: CHECK_SERVER,
};

/** ssh2's own words where it gives neither level nor code (ssh2, lib/client.js, lib/protocol). */
const BY_MESSAGE: ReadonlyArray<readonly [RegExp, Words]> = [
  [/private ?key|passphrase|decrypt/i, PRIVATE_KEY],
  [/Host denied|Handshake failed|no matching|Invalid identification/i, HANDSHAKE],
];

/** Our time limit for an SSH server that says nothing. */
export function sshTimeout(): WriteFailure {
  return new WriteFailure(TIMEOUT);
}

/** Puts what went wrong on the way through an SSH server into a lane and words without secrets. */
export function sshFailure(error: unknown): WriteFailure {
  if (error instanceof WriteFailure) return error;
  const details = (typeof error === 'object' && error !== null ? error : {}) as SshError;
  return new WriteFailure(wordsFor(details));
}

function wordsFor({ level, code, reason, message }: SshError): Words {
  if (reason === FORWARDING_PROHIBITED) return PROHIBITED;
  if (reason === TARGET_UNREACHABLE) return UNREACHABLE;
  if (level === 'client-authentication') return AUTHENTICATION;
  if (level === 'client-timeout') return TIMEOUT;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return UNKNOWN_HOST;
  const text = typeof message === 'string' ? message : '';
  return BY_MESSAGE.find(([pattern]) => pattern.test(text))?.[1] ?? LOST;
}
