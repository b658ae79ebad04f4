import axios from 'axios';
import type { CredentialReference } from '../../../stand/bindCredentials';
import type { WorkflowJson } from '../../../stand/n8nApi';
import type { WithId } from '../../../stand/n8nCommandLine';
import type { ToldEvent } from './judgeTimelines';

const PATH = 'read-timelines';

/** A workflow that answers with the whole timeline of each lead of a list, as Query Timeline gives it. */
export function timelinesWorkflow(postgres: CredentialReference | undefined): WithId<WorkflowJson> {
  if (postgres === undefined) throw new Error('There is no credential of the activity log.');
  const place = (x: number) => ({ position: [x, 0] });
  const nodes = [
    {
      ...{ id: 'call', name: 'Call', type: 'n8n-nodes-base.webhook', typeVersion: 2, ...place(0) },
      webhookId: PATH,
      parameters: {
        ...{ httpMethod: 'POST', path: PATH, options: {} },
        ...{ responseMode: 'lastNode', responseData: 'allEntries' },
      },
    },
    {
      ...{ id: 'leads', name: 'Leads', typeVersion: 1, ...place(240) },
      type: 'n8n-nodes-base.splitOut',
      parameters: { fieldToSplitOut: 'body.leads', options: { destinationFieldName: 'lead' } },
    },
    {
      ...{ id: 'read', name: 'Read', typeVersion: 1, credentials: { postgres }, ...place(480) },
      type: 'n8n-nodes-activity-log.queryTimeline',
      parameters: {
        ...{ operation: 'getTimeline', subject: 'lead', leadBy: 'airtableId' },
        ...{ leadValue: '={{ $json.lead }}', returnAll: false, limit: 100 },
        ...{ output: 'timeline', simplify: false },
      },
    },
  ];
  const to = (node: string) => ({ main: [[{ node, type: 'main', index: 0 }]] });
  return {
    id: PATH,
    name: 'Read timelines of many leads',
    nodes,
    connections: { Call: to('Leads'), Leads: to('Read') },
    settings: { executionOrder: 'v1' },
  };
}

/** The timelines of leads, by their Airtable record ids and in their order; each oldest first. */
export async function readTimelines(n8n: string, leads: readonly string[]): Promise<ToldEvent[][]> {
  const answer = await axios.post<{ timeline: ToldEvent[] }[]>(
    `${n8n}/webhook/${PATH}`,
    { leads },
    { proxy: false },
  );
  return answer.data.map(({ timeline }) => [...timeline].reverse());
}
