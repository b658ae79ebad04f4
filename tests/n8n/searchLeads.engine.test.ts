import type { INode, INodeParameters } from 'n8n-workflow';
import { endPools } from '../../nodes/n8n/poolRegistry';
import { freePort } from '../../stand/freePort';
import { searchList } from '../support/engine/callNodeMethod';
import { postgresCredential, postgresReference } from '../support/engine/postgresCredential';
import { makeNode } from '../support/engine/workflowParts';
import { storeLead } from '../support/storeEvents';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

let db: TestDatabase;
let john: string;
let jane: string;
beforeAll(async () => {
  db = await createTestDatabase();
  john = await storeLead(db, {
    first_name: 'John',
    last_name: 'Doe',
    email: 'john@list.example',
  });
  jane = await storeLead(db, {
    first_name: 'Jane',
    email: 'jane@list.example',
  });
  const active = 'update leads set last_activity_at = $2 where id = $1';
  await db.query(active, [john, '2026-01-01T00:00:00Z']);
  await db.query(active, [jane, '2026-02-01T00:00:00Z']);
  await storeLead(db, { email: 'solo@list.example' });
  await storeLead(db, { first_name: 'John', last_name: 'Clinic', tenant_id: 'clinic-7' });
});
afterAll(async () => {
  await endPools();
  await db.drop();
});

interface Asked {
  readonly parameters?: INodeParameters;
  readonly filter?: string;
  readonly credential?: Parameters<typeof postgresCredential>[1];
  readonly settings?: Partial<INode>;
}

async function listed(type: string, { parameters, filter, credential, settings }: Asked = {}) {
  const node = makeNode('Node', `n8n-nodes-activity-log.${type}`, {
    parameters: { connection: 'postgres', ...parameters },
    credentials: postgresReference('db'),
    ...settings,
  });
  const credentials = { db: postgresCredential(db.name, credential) };
  const found = await searchList(node, 'searchLeads', {
    credentials,
    ...(filter === undefined ? {} : { filter }),
  });
  return found.results;
}

const namesOf = async (type: string, asked: Asked) =>
  (await listed(type, asked)).map(({ name }) => name);

describe.each(['queryTimeline', 'logActivity'])('the list of leads of %s', (type) => {
  it('shows the most recently active leads before anything is typed', async () => {
    expect(await listed(type)).toEqual([
      { name: 'Jane (jane@list.example)', value: jane },
      { name: 'John Doe (john@list.example)', value: john },
      expect.objectContaining({ name: 'solo@list.example' }),
    ]);
  });

  it.each([
    ['part of a name', 'doe'],
    ['part of an email', 'john@li'],
    ['several words', 'john doe'],
  ])('finds a lead by %s and has the UUID as its value', async (_, filter) => {
    expect(await listed(type, { filter })).toEqual([
      { name: 'John Doe (john@list.example)', value: john },
    ]);
  });

  it('shows no lead of another tenant than the one that is entered', async () => {
    const collection = type === 'logActivity' ? 'additionalFields' : 'filters';
    const entered = (tenant: string) => ({
      filter: 'john',
      parameters: { [collection]: { tenant } },
    });
    expect(await namesOf(type, entered('default'))).not.toContain('John Clinic');
    expect(await namesOf(type, entered('clinic-7'))).toContain('John Clinic');
  });

  it('shows no leads while the tenant is an expression, and says how to choose one', async () => {
    const collection = type === 'logActivity' ? 'additionalFields' : 'filters';
    const parameters = { [collection]: { tenant: '={{ $json.tenant }}' } };
    await expect(listed(type, { filter: 'john', parameters })).rejects.toMatchObject({
      message: 'Tenant is an expression, so the list cannot tell whose leads to show.',
      description: expect.stringContaining('Enter the tenant plainly'),
    });
  });

  it('says what to do when no credential is chosen', async () => {
    await expect(listed(type, { settings: { credentials: {} } })).rejects.toMatchObject({
      message: 'No PostgreSQL credential is chosen.',
      description: 'Open the node and choose a credential under Connection.',
    });
  });

  it('says what is wrong when the database is away or not set up', async () => {
    await expect(listed(type, { credential: { port: await freePort() } })).rejects.toMatchObject({
      message: expect.stringContaining('PostgreSQL'),
    });
    const elsewhere = { options: { schema: 'elsewhere' } };
    await expect(listed(type, { parameters: elsewhere })).rejects.toMatchObject({
      message: 'The schema elsewhere does not exist in this database.',
      description: expect.stringContaining('Set Up Database'),
    });
  });
});
