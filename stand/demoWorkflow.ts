import type { WorkflowJson } from './n8nApi';
import type { CredentialReference } from './bindCredentials';
import { JOHN } from './story/leads';

/** One event with its fields mapped, then the lead's timeline: what the pictures show. */
export function demoWorkflow(postgres: CredentialReference): WorkflowJson {
  const credentials = { postgres };
  const message = 'Hey John, saw your form submission. If you want help, just reply.';
  const fields = { campaign_id: 'chatgpt_use_cases', phone: '4085551234' };
  const nodes = [
    {
      ...{ id: 'start', name: 'Send SMS', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1 },
      ...{ position: [0, 0], parameters: {} },
    },
    {
      ...{ id: 'log', name: 'Log Activity', typeVersion: 1, position: [240, 0], credentials },
      type: 'n8n-nodes-activity-log.logActivity',
      parameters: {
        eventType: {
          ...{ __rl: true, mode: 'list', value: 'MESSAGE_SENT' },
          cachedResultName: 'SMS · Message Sent',
        },
        leadBy: 'airtableId',
        leadValue: JOHN.airtableId,
        fieldsMode: 'mapper',
        fields: { mappingMode: 'defineBelow', value: fields, matchingColumns: [], schema: [] },
        messageContent: message,
        additionalFields: { dedupeKey: 'sms-12345' },
      },
    },
    {
      ...{ id: 'read', name: 'Query Timeline', typeVersion: 1, position: [480, 0], credentials },
      type: 'n8n-nodes-activity-log.queryTimeline',
      parameters: {
        operation: 'getTimeline',
        ...{ subject: 'lead', leadBy: 'airtableId', leadValue: JOHN.airtableId, limit: 10 },
      },
    },
  ];
  return { name: 'Log an SMS and read the timeline', nodes, connections: chain(nodes) };
}

function chain(nodes: readonly { name: string }[]): Record<string, unknown> {
  const links = nodes.slice(0, -1).map(({ name }, i) => {
    const next = { node: nodes[i + 1]?.name, type: 'main', index: 0 };
    return [name, { main: [[next]] }] as const;
  });
  return Object.fromEntries(links);
}
