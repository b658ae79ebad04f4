import { addDueLead, addTemplate, type FiledLead, syncLeads } from '../../../stand/crm';
import type { AirtableTable } from '../../../stand/services/airtableTable';
import { deliveryReport } from '../../../stand/services/simpleTextingReports';
import { LEAD_COLUMNS, LEAD_PROGRESS, TABLES } from '../../../workflows/definitions/leadTable';
import type { TemplateWorld } from './templateWorld';

const CAMPAIGN = 'e2e';

function person(number: number) {
  return {
    id: `5e1c0d3a-7a42-4b1f-9c55-00000000000${number}`,
    ...{ firstName: `Lee ${number}`, lastName: 'Park', email: `lee-${number}@example.com` },
    phone: `408555020${number}`,
  };
}

function withoutPhone(table: AirtableTable, { airtableId }: FiledLead): void {
  const record = table.find(airtableId);
  if (record === undefined) throw new Error('The lead is not in Airtable.');
  table.edit(record, { [LEAD_COLUMNS.phone]: '' });
}

/** sms-scheduler, and the receipt of what it sent. */
export function describeScheduler(worldOf: () => TemplateWorld): void {
  /** Makes a message due, lets the scheduler run, and gives what SimpleTexting took. */
  async function schedule(lead: FiledLead) {
    const { simpleTexting } = worldOf().services;
    expect(await worldOf().run('sms-scheduler', 'Run by Hand')).toBe('success');
    const ofLead = simpleTexting.messages.filter(({ contactPhone }) => contactPhone === lead.phone);
    expect(ofLead).toHaveLength(1);
    return ofLead[0] as (typeof simpleTexting.messages)[number];
  }

  async function dueLead(number: number): Promise<FiledLead> {
    const { services, stand } = worldOf();
    const lead = addDueLead(services.airtable, person(number), CAMPAIGN);
    await syncLeads(stand.activityServer, [lead]);
    return lead;
  }

  describe('sms-scheduler.json', () => {
    beforeAll(() => {
      const template = { campaign: CAMPAIGN, step: 1, body: 'Hi {first_name}, still curious?' };
      addTemplate(worldOf().services.airtable, template);
    });

    it('sends what is due, logs it for the lead, and its receipt finds the lead in the log', async () => {
      const { services } = worldOf();
      const lead = await dueLead(1);
      const message = await schedule(lead);
      expect(message.text).toBe('Hi Lee 1, still curious?');
      // Airtable cannot tell any more whose phone it is.
      withoutPhone(services.airtable.table(TABLES.leads), lead);
      const answers = await services.simpleTexting.send(deliveryReport(message));
      expect(answers.map(({ status }) => status)).toEqual([200]);
      expect(await worldOf().rows(message.id)).toMatchObject([
        { event_type: 'MESSAGE_SENT', lead_id: lead.id, message_content: message.text },
        { event_type: 'MESSAGE_DELIVERED', lead_id: lead.id },
      ]);
    });

    it('sends once while the activity database is away, and the replay logs it once', async () => {
      const lead = await dueLead(2);
      const message = await worldOf().withoutDatabase(() => schedule(lead));
      expect(await worldOf().run('sms-scheduler', 'Run by Hand')).toBe('success');
      expect(await worldOf().run('replay-retry-queue', 'Run by Hand')).toBe('success');
      expect(await worldOf().rows(message.id)).toMatchObject([
        { event_type: 'MESSAGE_SENT', lead_id: lead.id, message_content: message.text },
      ]);
      const table = worldOf().services.airtable.table(TABLES.leads);
      expect(table.find(lead.airtableId)?.fields).toMatchObject({
        [LEAD_COLUMNS.progress]: LEAD_PROGRESS.completed,
      });
    });
  });
}
