import type { CredentialReference } from './bindCredentials';
import type { WorkflowJson } from './n8nApi';

/** What a website posts of a new lead; the workflow was tried with it. */
export const NEW_LEAD = {
  id: 'recGREET0001',
  phone: '4085550142',
  text: 'Hey John, saw your form submission. If you want help, just reply.',
} as const;

/** Of the webhook that starts the workflow. */
export const GREETING_PATH = 'new-lead';

/**
 * A workflow of somebody who has no activity log yet: a webhook, and a node that does something.
 * @param simpleTexting the address of its API, and the bearer token for it
 */
export function greetingWorkflow(simpleTexting: {
  readonly apiUrl: string;
  readonly token: CredentialReference;
}): WorkflowJson {
  const jsonBody = `={{ { contactPhone: $json.body.phone, text: $json.body.text, mode: 'AUTO' } }}`;
  const receive = {
    ...{ id: 'receive', name: 'New Lead', type: 'n8n-nodes-base.webhook', typeVersion: 2 },
    ...{ position: [0, 0], webhookId: 'greeting' },
    parameters: { httpMethod: 'POST', path: GREETING_PATH, options: {} },
  };
  const send = {
    ...{ id: 'send', name: 'Send SMS', type: 'n8n-nodes-base.httpRequest', typeVersion: 4.2 },
    ...{ position: [240, 0], notesInFlow: true, notes: 'SimpleTexting' },
    credentials: { httpBearerAuth: simpleTexting.token },
    parameters: {
      ...{ method: 'POST', url: `${simpleTexting.apiUrl}/messages` },
      ...{ authentication: 'genericCredentialType', genericAuthType: 'httpBearerAuth' },
      ...{ sendBody: true, specifyBody: 'json', jsonBody, options: {} },
    },
  };
  return {
    name: 'Greet new leads',
    nodes: [receive, send],
    connections: { 'New Lead': { main: [[{ node: 'Send SMS', type: 'main', index: 0 }]] } },
    pinData: { 'New Lead': [{ json: { body: NEW_LEAD } }] },
  };
}
