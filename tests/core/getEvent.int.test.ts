import { ConfigurationError } from '../../nodes/core/errors';
import { getEvent } from '../../nodes/core/getEvent';
import { quoteSchema } from '../../nodes/core/postgres/identifiers';
import { systemClock } from '../../nodes/core/systemClock';
import { smsAt, storeEvents } from '../support/storeEvents';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

let db: TestDatabase;
const event = smsAt('2026-01-05T10:00:00Z', { message_content: 'Hey John' });
beforeAll(async () => {
  db = await createTestDatabase();
  await storeEvents(db, [event]);
});
afterAll(() => db.drop());

const get = (id: string, tenant = 'default') =>
  getEvent(
    { tenant, id, statementTimeout: 10_000 },
    { pool: db.pool, schema: quoteSchema('public'), clock: systemClock },
  );

describe('an event by its id', () => {
  it('is found in any spelling of the UUID', async () => {
    const found = await get(` ${event.id.toUpperCase()} `);
    expect(found.event).toMatchObject({ id: event.id, message: 'Hey John' });
    expect(found.notices).toEqual([]);
  });

  it.each([
    ['that does not exist', '01900000-0000-8000-8000-000000000000', 'default'],
    ['of another tenant', event.id, 'other'],
  ])('%s gives nothing and says so', async (_, id, tenant) => {
    const { event: found, notices } = await get(id, tenant);
    expect(found).toBeNull();
    expect(notices).toMatchObject([{ code: 'event_not_found' }]);
    expect(JSON.stringify(notices)).not.toContain(id);
  });

  it.each(['', 'no-uuid', `${event.id}0`, event.id.replaceAll('-', '')])(
    'is refused in words when it is no UUID: %p',
    async (id) => {
      const error: unknown = await get(id).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(ConfigurationError);
      expect(error).toMatchObject({ message: expect.stringContaining('Event ID') as string });
    },
  );

  it('is refused in words when the tenant is empty', async () => {
    await expect(get(event.id, ' ')).rejects.toBeInstanceOf(ConfigurationError);
  });
});
