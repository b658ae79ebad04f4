import type { EventTypeDefinition } from './eventTypeDefinition';
import { PERSONAL, textField, urlField } from './payloadField';

/** What happens to the workflows of n8n themselves; not about a lead. */
export const workflowEvents: readonly EventTypeDefinition[] = [
  {
    name: 'workflow.execution_failed',
    label: 'Workflow Execution Failed',
    category: 'SYSTEM',
    tier: null,
    version: 1,
    description: 'An execution of an n8n workflow ended in error',
    descriptionTemplate: 'Workflow failed: {workflow_name|unnamed}, at {failed_node|its start}',
    retention: 'operations',
    messagePrivacy: 'keep',
    fields: [
      textField('workflow_id', "n8n's id of the workflow", { required: true, searchable: true }),
      textField('workflow_name', "The workflow's name", { searchable: true }),
      textField('failed_node', 'The node that failed last', { searchable: true }),
      // Services quote what they were sent.
      textField('error_message', 'What n8n says of it', { ...PERSONAL, searchable: true }),
      textField('error_name', 'The kind of the error, e.g. NodeApiError'),
      textField('mode', 'How the execution was started, e.g. trigger or webhook'),
      textField('retry_of', 'The execution that this one tried again'),
      urlField('execution_url', 'Where n8n shows the execution'),
    ],
  },
];
