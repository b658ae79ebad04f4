import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dumpSchema } from '../../scripts/generate/dumpSchema';
import { createTestDatabase } from '../support/testDatabase';

test('A database that is set up, months and all, is what the snapshot shows', async () => {
  const database = await createTestDatabase();
  const client = await database.pool.connect();
  const dump = await dumpSchema(client, 'public');
  client.release(true);
  await database.drop();

  const snapshot = readFileSync(join(__dirname, '../../migrations/schema.snapshot.sql'), 'utf8');

  expect(snapshot.endsWith(`\n\n${dump}`)).toBe(true);
});
