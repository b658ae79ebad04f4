import { meaningOfMessage, meaningOfNodeCode } from '../../../nodes/core/postgres/connectionErrors';

describe('what a code of Node.js means', () => {
  it.each([
    'ECONNREFUSED',
    'ECONNRESET',
    'EPIPE',
    'ETIMEDOUT',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'no_answer',
    'rolled_back',
  ])('is transient for %s', (code) => {
    expect(meaningOfNodeCode(code)?.lane).toBe('transient');
  });

  it.each(['ENOTFOUND', 'EAI_AGAIN'])('is the environment for %s, naming the host', (code) => {
    expect(meaningOfNodeCode(code)).toMatchObject({ lane: 'environment' });
    expect(meaningOfNodeCode(code)?.hint).toContain('Host');
  });

  it.each([
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'CERT_HAS_EXPIRED',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'ERR_SSL_WRONG_VERSION_NUMBER',
  ])('is TLS for %s', (code) => {
    expect(meaningOfNodeCode(code)).toMatchObject({ lane: 'environment' });
    expect(meaningOfNodeCode(code)?.hint).toContain('certificates');
  });

  it.each(['', 'ENOSPC', 'ERR_INVALID_ARG_TYPE'])('is not known for %j', (code) => {
    expect(meaningOfNodeCode(code)).toBeUndefined();
  });
});

describe('what a message of pg without a code means', () => {
  it.each([
    ['timeout exceeded when trying to connect', 'connect_timeout', 'transient'],
    ['timeout expired', 'connect_timeout', 'transient'],
    ['Connection terminated due to connection timeout', 'connect_timeout', 'transient'],
    ['Connection terminated unexpectedly', 'connection_lost', 'transient'],
    ['Connection terminated', 'connection_lost', 'transient'],
    [
      'Client has encountered a connection error and is not queryable',
      'connection_lost',
      'transient',
    ],
    [
      'SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string',
      'authentication',
      'environment',
    ],
    ['The server does not support SSL connections', 'tls', 'environment'],
    ['self-signed certificate', 'tls', 'environment'],
  ])('"%s" is %s', (message, code, lane) => {
    expect(meaningOfMessage(message)).toMatchObject({ code, meaning: { lane } });
  });

  it('is not known for other words', () => {
    expect(meaningOfMessage('Cannot read properties of undefined')).toBeUndefined();
  });
});
