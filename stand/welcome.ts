import type { Stand } from './stand';
import { HEADER_NAME } from './standCredentials';
import { JOHN } from './story/leads';
import { timelineAddress } from './story/timelines';

/** What a person can do now: addresses, login, two calls to try, and how to stop. */
export function welcome(stand: Stand): string {
  const { address, owner, apiKey, activityServer } = stand;
  const header = `-H '${HEADER_NAME}: ${apiKey}'`;
  const event = {
    event_type: 'NOTE_ADDED',
    lead_airtable_id: JOHN.airtableId,
    event_id: 'my-first-note',
    message_content: 'Called, will call back',
  };
  return `
The stand is up.

  Editor     ${address}
  Login      ${owner.email}
  Password   ${owner.password}
  Database   ${activityServer.connectionString('activity_log')}

Log an event:

  curl ${header} -H 'content-type: application/json' \\
    -d '${JSON.stringify(event)}' \\
    ${address}/webhook/log-activity

Read a timeline:

  curl ${header} \\
    ${timelineAddress(stand, JOHN.airtableId)}

Ctrl-C stops everything. The data stays in .stand/live; delete that folder to begin anew.
`;
}
