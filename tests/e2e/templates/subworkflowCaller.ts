import type { WithId } from '../../../stand/n8nCommandLine';
import type { WorkflowJson } from '../../../stand/n8nApi';
import { readTemplate } from '../../workflows/readTemplate';

const TEMPLATE = 'log-activity-subworkflow';

interface Input {
  readonly name: string;
  readonly type: string;
}

/** What the trigger of the sub-workflow declares. */
function inputs(): Input[] {
  const trigger = readTemplate(TEMPLATE).nodes.find(({ type }) => /Trigger$/.test(type));
  const { workflowInputs } = (trigger?.parameters ?? {}) as {
    workflowInputs?: { values: Input[] };
  };
  return workflowInputs?.values ?? [];
}

/** As the panel of *Execute Sub-workflow* saves it when every input is mapped. */
function mapping() {
  const schema = inputs().map(({ name, type }) => ({
    ...{ id: name, displayName: name, required: false, defaultMatch: false },
    ...{ display: true, canBeUsedToMatch: true, removed: false },
    ...(type === 'any' ? {} : { type }),
  }));
  const value = Object.fromEntries(inputs().map(({ name }) => [name, `={{ $json.${name} }}`]));
  return { mappingMode: 'defineBelow', value, matchingColumns: [], schema };
}

/** Where the caller listens: `{ events }` is answered by the receipts, in order. */
export const CALLER_PATH = 'call-subworkflow';

/** A workflow of a user that logs what a webhook brings by calling the sub-workflow. */
export function subworkflowCaller(): WithId<WorkflowJson> {
  const node = (name: string, type: string, typeVersion: number, parameters: object) => ({
    ...{ id: name, name, type: `n8n-nodes-base.${type}`, typeVersion },
    ...{ position: [0, 0], parameters: { ...parameters, options: {} } },
  });
  const response = { responseMode: 'lastNode', responseData: 'allEntries' };
  const webhook = { httpMethod: 'POST', path: CALLER_PATH, ...response };
  const workflowId = { __rl: true, mode: 'id', value: TEMPLATE };
  return {
    id: 'subworkflow-caller',
    name: 'Calls the sub-workflow',
    nodes: [
      { ...node('Receive', 'webhook', 2, webhook), webhookId: 'subworkflow-caller' },
      node('Split', 'splitOut', 1, { fieldToSplitOut: 'body.events' }),
      node('Log', 'executeWorkflow', 1.2, { workflowId, workflowInputs: mapping() }),
    ],
    connections: {
      Receive: { main: [[{ node: 'Split', type: 'main', index: 0 }]] },
      Split: { main: [[{ node: 'Log', type: 'main', index: 0 }]] },
    },
    settings: { executionOrder: 'v1' },
  };
}
