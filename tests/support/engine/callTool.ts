import {
  NodeConnectionTypes,
  type IDataObject,
  type IExecuteFunctions,
  type INode,
  type INodeType,
} from 'n8n-workflow';
import { makeNode } from './workflowParts';
import { runWorkflow, type FinishedRun, type RunOptions } from './runWorkflow';

const AGENT_TYPE = 'tests.agent';

interface Tool {
  readonly name: string;
  readonly description: string;
  invoke(args: IDataObject): Promise<unknown>;
}

/** Stands where an AI agent stands: takes its connected tool from the engine and calls it once. */
function agentNode(args: IDataObject): INodeType {
  return {
    description: {
      displayName: 'Agent',
      name: 'agent',
      group: ['transform'],
      version: 1,
      description: 'Calls its tool once',
      defaults: { name: 'Agent' },
      inputs: [NodeConnectionTypes.Main, NodeConnectionTypes.AiTool],
      outputs: [NodeConnectionTypes.Main],
      properties: [],
    },
    async execute(this: IExecuteFunctions) {
      const connected = await this.getInputConnectionData(NodeConnectionTypes.AiTool, 0);
      const tool = [connected].flat()[0] as Tool;
      const answer = (await tool.invoke(args)) as string;
      return [[{ json: { tool: tool.name, description: tool.description, answer } }]];
    },
  };
}

export interface ToolAnswer {
  /** What the model would read. */
  readonly text: string;
  readonly toolName: string;
  readonly finished: FinishedRun;
}

/**
 * Runs a node as the tool of an AI agent: n8n's own wrapper makes the tool, puts `args` in the
 * place of the node's `$fromAI` expressions and calls the node in the context of a tool.
 */
export async function callTool(
  node: INode,
  args: IDataObject,
  options: Omit<RunOptions, 'nodes' | 'connections' | 'extraTypes'> = {},
): Promise<ToolAnswer> {
  const start = makeNode('Start', 'n8n-nodes-base.manualTrigger');
  const agent = makeNode('Agent', AGENT_TYPE);
  const tool = { ...node, type: `${node.type}Tool` };
  const link = (target: string, type: 'main' | 'ai_tool') => ({
    [type]: [[{ node: target, type, index: 0 }]],
  });
  const finished = await runWorkflow({
    ...options,
    nodes: [start, agent, tool],
    connections: { Start: link('Agent', 'main'), [tool.name]: link('Agent', 'ai_tool') },
    extraTypes: { [AGENT_TYPE]: agentNode(args) },
  });
  const failure = finished.error('Agent');
  if (failure !== undefined) throw failure;
  const json = finished.items('Agent')[0]?.json as { answer: string; tool: string };
  return { text: json.answer, toolName: json.tool, finished };
}
