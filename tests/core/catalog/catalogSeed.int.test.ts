import { EVENT_TYPES } from '../../../nodes/core/catalog/eventTypes';
import { payloadJsonSchema } from '../../../nodes/core/catalog/payloadSchema';
import { createTestDatabase, type TestDatabase } from '../../support/testDatabase';

describe('the seeded catalog', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  it('holds every built-in type as the catalog has it', async () => {
    const rows = await database.query(
      `select name, label, category, tier, version, description, json_schema, retention, built_in,
              privacy ->> 'message_content' as message_privacy
       from activity_event_type where built_in order by name collate "C"`,
    );
    const expected = EVENT_TYPES.map((type) => ({
      name: type.name,
      label: type.label,
      category: type.category,
      tier: type.tier,
      version: type.version,
      description: type.description,
      json_schema: payloadJsonSchema(type),
      retention: type.retention,
      built_in: true,
      message_privacy: type.messagePrivacy,
    }));
    expect(rows).toEqual(expected.sort((a, b) => (a.name < b.name ? -1 : 1)));
  });

  it('says of every payload field what becomes of it', async () => {
    const rows = await database.query<{ name: string; privacy: Record<string, string> }>(
      'select name, privacy from activity_event_type where built_in',
    );
    const stored = new Map(rows.map(({ name, privacy }) => [name, privacy]));
    for (const type of EVENT_TYPES) {
      for (const field of type.fields) {
        expect(stored.get(type.name)?.[field.name]).toBe(field.privacy);
      }
    }
  });
});
