import { isDeepStrictEqual } from 'node:util';
import { makeDue, syncLeads } from '../crm';
import type { Progress } from '../progress';
import type { Stand } from '../stand';
import { printTimeline, readTimeline } from '../story/timelines';
import { fileLeads, type JourneyLeads } from './leadsOfJourney';
import { Outside } from './outside';

/** What Maria's timeline must tell, oldest first. */
const EXPECTED = ['MESSAGE_SENT', 'MESSAGE_DELIVERED', 'INBOUND_REPLY', 'BOOKING_CONFIRMED'];

/** A stand with leads in Airtable, and those who act around it. */
export interface Crm {
  readonly stand: Stand;
  readonly leads: JourneyLeads;
  readonly outside: Outside;
}

/** Not before the story is told: the templates are live, and log what happens to these leads. */
export async function openCrm(stand: Stand): Promise<Crm> {
  const leads = fileLeads(stand.services.airtable);
  await syncLeads(stand.activityServer, Object.values(leads));
  return { stand, leads, outside: new Outside(stand.address, stand.services) };
}

/**
 * A lead goes through the templates: the scheduler sends a message, the carrier reports that it came,
 * the lead answers and books.
 * @returns what is wrong with her timeline, a line each
 */
export async function playJourney(
  { stand, leads, outside }: Crm,
  { print, progress }: { readonly print: (text: string) => void; readonly progress: Progress },
): Promise<string[]> {
  const { maria } = leads;
  makeDue(stand.services.airtable, maria);
  progress('The scheduler sends a message to Maria …');
  const scheduler = stand.workflows['sms-scheduler'];
  if (scheduler === undefined) throw new Error('The SMS scheduler is not published.');
  const execution = await stand.api.runFromTrigger(scheduler.id, 'Run by Hand');
  progress('… it is delivered, she answers and books.');
  const answers = [
    ...(await outside.reportDeliveries()),
    ...(await outside.reply(maria.phone, 'Yes, and can I bring a colleague?')),
    await outside.book(maria.email, `${maria.firstName} ${maria.lastName}`),
  ];
  const timeline = await readTimeline(stand, maria);
  print(printTimeline(maria, timeline));
  const told = timeline.map(({ eventType }) => eventType).reverse();
  return [
    ...(execution.status === 'success'
      ? []
      : [`journey: the scheduler ended: ${execution.status}`]),
    ...answers
      .filter(({ status }) => status !== 200)
      .map(({ status, body }) => `journey: a webhook answered ${status}: ${JSON.stringify(body)}`),
    ...(isDeepStrictEqual(told, EXPECTED) ? [] : [`journey: the timeline tells ${told.join()}`]),
  ];
}

/** The messages of the other leads are due, for whoever tries the templates. */
export function leaveTheRest({ stand, leads }: Crm): void {
  for (const lead of [leads.paul, leads.ines]) makeDue(stand.services.airtable, lead);
}
