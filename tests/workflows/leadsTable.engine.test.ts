import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject } from 'n8n-workflow';
import { REPOSITORY } from '../../stand/standPaths';
import { TemplateStage } from './templateStage';

/** In the section on the table of leads, the only statement. */
const STATEMENT = /```sql\n([^`]+)```/;

const readme = readFileSync(join(REPOSITORY, 'workflows', 'README.md'), 'utf8');
const statement = STATEMENT.exec(readme)?.[1] ?? '';

let stage: TemplateStage;
beforeEach(async () => {
  stage = await TemplateStage.open();
});
afterEach(() => stage.close());

/** What n8n's Postgres node sends of each record that n8n's Airtable node gives. */
async function takeOver(records: IDataObject[]): Promise<void> {
  for (const record of records) {
    await stage.database.query(statement, [JSON.stringify(record)]);
  }
}

const jane = { id: 'recJANE', createdTime: '2026-01-05T10:00:00.000Z', Email: 'jane@example.com' };

it('takes new leads over, corrects known ones, and leaves out what a record lacks', async () => {
  await takeOver([
    { ...jane, 'First Name': 'Jane', Phone: "(408) 555-0199, ext. 'x'" },
    { id: 'recABC123', 'Last Name': 'Doe' },
  ]);
  expect(
    await stage.database.query(
      `select airtable_record_id, first_name, last_name, email, phone from leads
       order by airtable_record_id`,
    ),
  ).toEqual([
    {
      ...{ airtable_record_id: 'recABC123', first_name: null, last_name: 'Doe' },
      ...{ email: null, phone: null },
    },
    {
      ...{ airtable_record_id: 'recJANE', first_name: 'Jane', last_name: null },
      ...{ email: 'jane@example.com', phone: "(408) 555-0199, ext. 'x'" },
    },
  ]);
});

it('lets a lead be read as one who was logged by record id and by email before', async () => {
  await stage.post({ eventType: 'MESSAGE_SENT', leadAirtableId: 'recJANE', eventId: 'sms-7' });
  await stage.post({ eventType: 'NOTE_ADDED', leadEmail: 'jane@example.com', eventId: 'note-7' });
  const before = await stage.get('recJANE');
  expect(before.body.timeline).toHaveLength(1);

  await takeOver([jane]);

  for (const lead of ['recJANE', 'jane@example.com']) {
    expect((await stage.get(lead)).body.timeline).toHaveLength(2);
  }
});
