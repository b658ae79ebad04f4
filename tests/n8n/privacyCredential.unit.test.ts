import type { ICredentialDataDecryptedObject, ICredentialTestFunctions } from 'n8n-workflow';
import { ActivityLogPrivacyApi } from '../../credentials/ActivityLogPrivacyApi.credentials';
import { ConfigurationError } from '../../nodes/core/errors';
import { toPrivacyKey } from '../../nodes/n8n/privacyCredential';
import { activityLogPrivacyTest } from '../../nodes/n8n/testPrivacyCredential';
import { silentLogger } from '../support/silentLogger';

const KEY = '0123456789abcdef0123456789abcdef';

describe('the privacy credential', () => {
  it('has one field, hidden and needed, and that field is the key', () => {
    const [field, ...others] = new ActivityLogPrivacyApi().properties;
    expect(others).toEqual([]);
    expect(field).toMatchObject({ typeOptions: { password: true }, required: true, default: '' });
    expect(toPrivacyKey({ [field?.name ?? '']: KEY })).toBe(KEY);
  });

  it('takes a key that was pasted with a line break for the same key', () => {
    expect(toPrivacyKey({ secretKey: ` ${KEY}\n` })).toBe(KEY);
  });

  it.each([
    ['is too short', { secretKey: KEY.slice(1) }],
    ['is short but for spaces', { secretKey: `${KEY.slice(1)}   ` }],
    ['is missing', {}],
    ['is no text', { secretKey: 12 }],
    ['is no credential at all', undefined],
  ])('refuses a key that %s, without repeating it', (_, data) => {
    expect(() => toPrivacyKey(data)).toThrow(ConfigurationError);
    expect(() => toPrivacyKey(data)).toThrow(/^The Secret Key .* shorter than 32 characters\.$/);
  });
});

describe('its Test button', () => {
  const test = (data: ICredentialDataDecryptedObject) =>
    activityLogPrivacyTest.call({ logger: silentLogger } as unknown as ICredentialTestFunctions, {
      ...{ id: 'privacy', name: 'Privacy', type: 'activityLogPrivacyApi' },
      data,
    });

  it('says OK for a key that is long enough', async () => {
    expect(await test({ secretKey: KEY })).toMatchObject({ status: 'OK' });
  });

  it('says what to do about one that is not', async () => {
    const { status, message } = await test({ secretKey: 'hunter2' });
    expect(status).toBe('Error');
    expect(message).toContain('openssl rand -hex 32');
    expect(message).not.toContain('hunter2');
  });
});
