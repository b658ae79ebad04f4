import type { WithId } from '../../../stand/n8nCommandLine';
import type { WorkflowJson } from '../../../stand/n8nApi';

/** Id of the workflow, and the path where it listens. */
export const FAILING = 'workflow-that-fails';

/** A workflow of a user that ends in error whenever it is called, and tells the error workflow. */
export function failingWorkflow(errorWorkflow: string): WithId<WorkflowJson> {
  const node = (name: string, type: string, typeVersion: number, parameters: object) => ({
    ...{ id: name, name, type: `n8n-nodes-base.${type}`, typeVersion },
    ...{ position: [0, 0], parameters: { ...parameters } },
  });
  const webhook = { httpMethod: 'POST', path: FAILING, responseMode: 'onReceived', options: {} };
  return {
    id: FAILING,
    name: 'Fails when called',
    nodes: [
      { ...node('Receive', 'webhook', 2, webhook), webhookId: FAILING },
      node('Break', 'stopAndError', 1, { errorMessage: '={{ $json.body.reason }}' }),
    ],
    connections: { Receive: { main: [[{ node: 'Break', type: 'main', index: 0 }]] } },
    settings: { executionOrder: 'v1', errorWorkflow },
  };
}
