import type { EmbeddedServer } from '../embeddedPostgres';
import { ACTIVITY_DATABASE } from '../activityDatabase';

export interface StoryLead {
  readonly id: string;
  readonly airtableId: string;
  readonly firstName: string | null;
  readonly phone: string;
}

/** The source PRD's `recABC123`, the lead of its example of an SMS. */
export const JOHN: StoryLead = {
  id: '0b6c1f0e-7d0a-4c1b-9a51-2f6f0a4c1d01',
  airtableId: 'recABC123',
  firstName: 'John',
  phone: '4085551234',
};
/** Its `uuid-123`, the lead of its examples of a campaign and a booking. */
export const SARAH: StoryLead = {
  id: '3f2a9c44-1b7e-4d55-8c0f-6a1e5b7d1232',
  airtableId: 'recDEF456',
  firstName: 'Sarah',
  phone: '4085555678',
};
/** Created only after its events. */
export const LATE: StoryLead = {
  id: '9d41e7b2-5c38-4f0a-b1d6-0e7c2a9f7893',
  airtableId: 'recGHI789',
  firstName: null,
  phone: '4085559012',
};
/** Its `uuid-789`, who enrolls leads. */
export const USER = { id: '6a0d3c58-92be-4e17-a7f4-d81c5b3e7894', email: 'admin@rebel.com' };
export const CLIENT = { id: 'c17e5a90-4b2d-4e6f-8a3c-95d0f1b2e6a5', name: 'Rebel' };
/** Its `uuid-456`. */
export const CAMPAIGN = 'e58b7d21-06fa-4a93-bc4d-7f9e2a1c4566';

/** What the log refers to, but for the lead that comes later. */
export async function seedDirectory(server: EmbeddedServer): Promise<void> {
  await insert(server, 'users', { id: USER.id, email: USER.email });
  await insert(server, 'clients', { id: CLIENT.id, name: CLIENT.name });
  for (const lead of [JOHN, SARAH]) await createLead(server, lead);
}

/** Creates a lead, as a sync from Airtable would. */
export function createLead(server: EmbeddedServer, lead: StoryLead): Promise<void> {
  return insert(server, 'leads', {
    id: lead.id,
    airtable_record_id: lead.airtableId,
    first_name: lead.firstName,
    phone: lead.phone,
  });
}

async function insert(
  server: EmbeddedServer,
  table: 'users' | 'clients' | 'leads',
  row: Record<string, string | null>,
): Promise<void> {
  const places = Object.keys(row).map((_, index) => `$${index + 1}`);
  await server.query(
    ACTIVITY_DATABASE,
    `insert into ${table} (${Object.keys(row).join(', ')}) values (${places.join(', ')})`,
    Object.values(row),
  );
}
