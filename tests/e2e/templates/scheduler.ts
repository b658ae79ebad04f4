import { addDueLead, addTemplate, type FiledLead, syncLeads } from '../../../stand/crm';
import { deliveryReport } from '../../../stand/services/simpleTextingReports';
import type { SentMessage } from '../../../stand/services/simpleTextingServer';
import { LEAD_COLUMNS, LEAD_PROGRESS, TABLES } from '../../../workflows/definitions/leadTable';
import type { OutagePart } from './outage';
import type { TemplateWorld } from './templateWorld';

const CAMPAIGN = 'e2e';
const BODY = 'Hi {first_name}, still curious?';

const person = (number: number) => ({
  id: `5e1c0d3a-7a42-4b1f-9c55-00000000000${number}`,
  ...{ firstName: `Lee ${number}`, lastName: 'Park', email: `lee-${number}@example.com` },
  phone: `408555020${number}`,
});

/** A lead in Airtable and in PostgreSQL whose message is due. */
async function dueLead({ services, stand }: TemplateWorld, number: number): Promise<FiledLead> {
  const lead = addDueLead(services.airtable, person(number), CAMPAIGN);
  await syncLeads(stand.activityServer, [lead]);
  return lead;
}

/** Lets the scheduler run, and gives the one message that SimpleTexting took for the lead. */
async function schedule(world: TemplateWorld, lead: FiledLead): Promise<SentMessage> {
  expect(await world.run('sms-scheduler', 'Run by Hand')).toBe('success');
  const { messages } = world.services.simpleTexting;
  const [message, ...more] = messages.filter(({ contactPhone }) => contactPhone === lead.phone);
  expect(more).toEqual([]);
  if (message === undefined) throw new Error('SimpleTexting got no message for the lead.');
  expect(message.text).toBe(`Hi ${lead.firstName}, still curious?`);
  return message;
}

const sentTo = (lead: FiledLead, { text }: SentMessage) => ({
  ...{ event_type: 'MESSAGE_SENT', lead_id: lead.id, message_content: text },
});

function removePhone({ services }: TemplateWorld, lead: FiledLead): void {
  const leads = services.airtable.table(TABLES.leads);
  const record = leads.find(lead.airtableId);
  if (record === undefined) throw new Error('The lead is not in Airtable.');
  leads.edit(record, { [LEAD_COLUMNS.phone]: '' });
}

export function describeScheduler(worldOf: () => TemplateWorld): void {
  describe('sms-scheduler.json', () => {
    it('sends what is due and logs it for the lead; its receipt finds the lead in the log', async () => {
      const world = worldOf();
      addTemplate(world.services.airtable, { campaign: CAMPAIGN, step: 1, body: BODY });
      const lead = await dueLead(world, 1);
      const message = await schedule(world, lead);
      // Airtable can no longer tell whose phone it is.
      removePhone(world, lead);
      const answers = await world.services.simpleTexting.send(deliveryReport(message));
      expect(answers.map(({ status }) => status)).toEqual([200]);
      expect(await world.rows(message.id)).toMatchObject([
        sentTo(lead, message),
        { event_type: 'MESSAGE_DELIVERED', lead_id: lead.id },
      ]);
    });
  });
}

export function schedulerOutage(worldOf: () => TemplateWorld): OutagePart {
  let lead: FiledLead;
  let message: SentMessage;
  return {
    title: 'sms-scheduler.json sends once and keeps Airtable up to date; the event is written once',
    before: async () => {
      lead = await dueLead(worldOf(), 2);
    },
    during: async () => {
      message = await schedule(worldOf(), lead);
      const record = worldOf().services.airtable.table(TABLES.leads).find(lead.airtableId);
      expect(record?.fields[LEAD_COLUMNS.progress]).toBe(LEAD_PROGRESS.completed);
    },
    after: async () => {
      expect(await worldOf().rows(message.id)).toMatchObject([sentTo(lead, message)]);
      // Nothing is due any more.
      expect((await schedule(worldOf(), lead)).id).toBe(message.id);
    },
  };
}
