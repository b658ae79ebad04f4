import { INES, PAUL } from './journey/leadsOfJourney';
import type { Stand } from './stand';
import { HEADER_NAME } from './standCredentials';
import { JOHN } from './story/leads';
import { timelineAddress } from './story/timelines';

const JSON_TYPE = `-H 'content-type: application/json'`;

const keyOf = ({ apiKey }: Stand): string => `-H '${HEADER_NAME}: ${apiKey}'`;

/**
 * What a person can do now: addresses, login, calls to try, and how to stop.
 * @param outside where a person does what leads do
 */
export function welcome(stand: Stand, outside: string): string {
  const { address, owner, activityServer } = stand;
  return `
The stand is up.

  Editor     ${address}
  Login      ${owner.email}
  Password   ${owner.password}
  Database   ${activityServer.connectionString('activity_log')}

${logAndRead(stand)}
${beALead(stand, outside)}
${bePortal(stand)}
${lookAtLeads(stand)}
Ctrl-C stops everything. The data stays in .stand/live; delete that folder to begin anew.
`;
}

function logAndRead(stand: Stand): string {
  const event = {
    event_type: 'NOTE_ADDED',
    lead_airtable_id: JOHN.airtableId,
    event_id: 'my-first-note',
    message_content: 'Called, will call back',
  };
  return `Log an event:

  curl ${keyOf(stand)} ${JSON_TYPE} \\
    -d '${JSON.stringify(event)}' \\
    ${stand.address}/webhook/log-activity

Read a timeline:

  curl ${keyOf(stand)} \\
    ${timelineAddress(stand, JOHN.airtableId)}
`;
}

function beALead(stand: Stand, outside: string): string {
  return `Airtable, SimpleTexting, Slack and Calendly are played by servers on this machine; the templates are
live and call them. ${PAUL.firstName} and ${INES.firstName} are due: execute "${nameOf(stand, 'sms-scheduler')}" in the editor,
or wait for its schedule. A second later each message is reported as delivered. Then be a lead:

  curl -d '${JSON.stringify({ phone: PAUL.phone, text: 'Yes, tell me more' })}' ${outside}/reply
  curl -d '${JSON.stringify({ phone: INES.phone, text: 'STOP' })}' ${outside}/reply
  curl -d '${JSON.stringify({ email: PAUL.email, name: PAUL.firstName })}' ${outside}/book
`;
}

function bePortal(stand: Stand): string {
  const action = {
    action: 'add_note',
    eventId: 'my-second-note',
    leadEmail: PAUL.email,
    note: 'Wants a call on Monday',
  };
  return `Act as the portal:

  curl ${keyOf(stand)} ${JSON_TYPE} \\
    -d '${JSON.stringify(action)}' \\
    ${stand.address}/webhook/portal-actions
`;
}

function lookAtLeads({ services }: Stand): string {
  const { access, airtable } = services;
  return `Look at the leads in Airtable, and at the timeline of any of them by its record id:

  curl -H 'Authorization: Bearer ${access.secrets.airtableToken}' \\
    '${airtable.config.apiUrl}/${airtable.config.baseId}/Leads'
`;
}

function nameOf({ workflows }: Stand, template: string): string {
  return workflows[template]?.json.name ?? template;
}
