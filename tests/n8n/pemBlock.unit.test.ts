import { pemBlock } from '../../nodes/n8n/pemBlock';

const ONE = '-----BEGIN CERTIFICATE-----\nAAAA\nBBBB==\n-----END CERTIFICATE-----';
const TWO = `${ONE}\n-----BEGIN CERTIFICATE-----\nCCCC\n-----END CERTIFICATE-----`;

describe('a PEM block', () => {
  it.each([
    ['as it should be', (text: string) => text],
    ['with spaces around it', (text: string) => ` ${text}\n\n`],
    ['with line breaks as two characters', (text: string) => text.replaceAll('\n', '\\n')],
    ['with spaces in place of line breaks', (text: string) => text.replaceAll('\n', ' ')],
  ])('is read when it was pasted %s', (_, damage) => {
    expect(pemBlock(damage(ONE))).toBe(ONE);
    expect(pemBlock(damage(TWO))).toBe(TWO);
  });

  it('keeps the lines and spaces that encrypted keys begin with', () => {
    const key =
      '-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,AB\n\nAAAA\n-----END RSA PRIVATE KEY-----';
    expect(pemBlock(key)).toBe(key);
  });

  it('leaves what is no PEM to whoever reads it', () => {
    expect(pemBlock(' not a key ')).toBe('not a key');
  });
});
