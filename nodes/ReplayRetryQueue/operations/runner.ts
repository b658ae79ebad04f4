import type { IExecuteFunctions } from 'n8n-workflow';
import { originOfExecution } from '../../n8n/executionContext';
import type { Runner } from '../parameters/readRepairRequest';

/** n8n does not say which person it is: workflow and execution lead to them. */
export function runnerOf(context: IExecuteFunctions): Runner {
  const { workflowId, executionId, isToolCall } = originOfExecution(context);
  const workflow = workflowId === null ? 'an unsaved workflow' : `workflow ${workflowId}`;
  const execution = executionId === null ? 'a manual execution' : `execution ${executionId}`;
  const agent = isToolCall ? ', an AI agent' : '';
  return { name: `${workflow}, ${execution}${agent}`, isAgent: isToolCall };
}
