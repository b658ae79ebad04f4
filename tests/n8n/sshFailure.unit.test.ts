import { sshFailure, sshTimeout } from '../../nodes/n8n/sshFailure';
import { failure } from '../support/queueEntries';

const SECRET = 'Rumpelstiltskin';
const error = (message: string, fields: object = {}) => Object.assign(new Error(message), fields);

describe('an error on the way through an SSH server', () => {
  it.each([
    ['environment', 'ssh_authentication', error(SECRET, { level: 'client-authentication' })],
    ['environment', 'ssh_private_key', error(`Cannot parse privateKey: ${SECRET}`)],
    ['environment', 'ssh_private_key', error('Encrypted key detected, but no passphrase given')],
    [
      'environment',
      'ssh_host_unknown',
      error(SECRET, { code: 'ENOTFOUND', level: 'client-socket' }),
    ],
    ['environment', 'ssh_host_unknown', error(SECRET, { code: 'EAI_AGAIN' })],
    ['environment', 'ssh_handshake', error('Handshake failed: no matching cipher')],
    ['environment', 'ssh_handshake', error('Host denied (verification failed)')],
    ['environment', 'ssh_forwarding_prohibited', error(SECRET, { reason: 1 })],
    ['transient', 'ssh_target_unreachable', error(SECRET, { reason: 2 })],
    ['transient', 'ssh_timeout', error(SECRET, { level: 'client-timeout' })],
    ['transient', 'ssh_connection', error(SECRET, { code: 'ECONNREFUSED' })],
    ['transient', 'ssh_connection', error('Not connected')],
    ['transient', 'ssh_connection', null],
  ])('goes into the lane %s as %s, and is not repeated: %p', (lane, code, thrown) => {
    const { lane: given, code: word, message, hint, ambiguous } = sshFailure(thrown);
    expect({ lane: given, code: word, ambiguous }).toEqual({ lane, code, ambiguous: false });
    expect(message).toContain('SSH server');
    expect(hint).toMatch(/\S/);
    expect(message + hint).not.toContain(SECRET);
  });

  it('that is put into words already stays as it is', () => {
    const classified = failure({ code: 'ssh_timeout' });
    expect(sshFailure(classified)).toBe(classified);
    expect(sshFailure(sshTimeout())).toMatchObject({ lane: 'transient', code: 'ssh_timeout' });
  });
});
