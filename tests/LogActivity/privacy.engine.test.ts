import type { INodeParameters } from 'n8n-workflow';
import type { CredentialMap } from '../support/engine/engineCredentials';
import { type LogActivityStage, stageLogActivity } from '../support/logActivityNode';
import { privacyService } from '../support/services';

const KEY = 'k'.repeat(32);
const MESSAGE = 'Hey John, saw your form.';
const SMS = {
  type: 'MESSAGE_SENT',
  fields: { campaign_id: 'chatgpt', phone: '4085551234' },
  message: MESSAGE,
};

let stage: LogActivityStage;
beforeAll(async () => {
  stage = await stageLogActivity();
});
afterAll(() => stage.end());

interface Logged {
  readonly phone: string;
  readonly message: string;
  readonly description: string;
  readonly hints: readonly string[];
}

async function log(options: INodeParameters, services: CredentialMap = {}): Promise<Logged> {
  const { receipts, finished } = await stage.run([SMS], { options }, { services });
  expect(receipts[0]).toMatchObject({ outcome: 'written', warning: null });
  const [row] = await stage.database.query<Omit<Logged, 'hints'>>(
    `select metadata ->> 'phone' as phone, message_content as message, description
     from lead_activity_log where id = $1`,
    [receipts[0]?.eventId],
  );
  if (row === undefined) throw new Error('The event is not in the table.');
  return { ...row, hints: finished.hints('Log').map(({ message }) => message) };
}

describe('Privacy: Strict', () => {
  it('replaces identifying fields by a keyed hash, the same for the same value', async () => {
    const once = await log({ privacy: 'strict' }, privacyService(KEY));
    const again = await log({ privacy: 'strict' }, privacyService(KEY));
    expect(once.phone).toMatch(/^hmac:[0-9a-f]{64}$/);
    expect(again.phone).toBe(once.phone);
    expect(once.message).toBe('•••');
    expect(JSON.stringify(once)).not.toMatch(/John|4085551234/);
    expect(once.hints).toEqual([]);
    const other = await log({ privacy: 'strict' }, privacyService('o'.repeat(32)));
    expect(other.phone).not.toBe(once.phone);
  });

  it('masks without the credential, and needs none', async () => {
    const logged = await log({ privacy: 'strict' });
    expect(logged).toMatchObject({ phone: '•••34', message: '•••', hints: [] });
  });

  it('masks with a key that is too short, and says so without a character of it', async () => {
    const logged = await log({ privacy: 'strict' }, privacyService('tr0ub4dor'));
    expect(logged.phone).toBe('•••34');
    expect(logged.hints).toHaveLength(1);
    expect(logged.hints[0]).toContain('Secret Key');
    expect(logged.hints[0]).not.toContain('tr0ub4dor');
  });

  it('can come from an expression', async () => {
    const logged = await log({ privacy: '={{ "strict" }}' }, privacyService(KEY));
    expect(logged).toMatchObject({ phone: expect.stringMatching(/^hmac:/), hints: [] });
  });
});

describe('Privacy: Off and Catalog Default', () => {
  const asGiven = { phone: '4085551234', message: MESSAGE, hints: [] };

  it.each([{ privacy: 'off' }, { privacy: 'catalogDefault' }, {}])(
    'keep what a CRM event says (%j)',
    async (options) => {
      expect(await log(options)).toMatchObject(asGiven);
    },
  );

  // n8n refuses to read a credential that its panel does not show.
  it.each([{ privacy: 'off' }, {}])(
    'do not read a credential that was once chosen (%j)',
    async (options) => {
      expect(await log(options, privacyService(KEY))).toMatchObject(asGiven);
    },
  );
});
