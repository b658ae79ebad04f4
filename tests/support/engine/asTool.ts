import { NodeConnectionTypes, type INodeProperties, type INodeType } from 'n8n-workflow';

const TOOL_DESCRIPTION: INodeProperties[] = [
  {
    displayName: 'Description',
    name: 'descriptionType',
    type: 'hidden',
    default: 'manual',
  },
  {
    displayName: 'Description',
    name: 'toolDescription',
    type: 'string',
    default: '',
  },
];

/**
 * The node as n8n offers it to an AI agent: no main input, one tool output, a description for the
 * model. n8n makes it so at start from every node with `usableAsTool`; that code is part of its
 * server, which the tests do not install.
 */
export function asTool(node: INodeType): INodeType {
  if (node.description.usableAsTool === undefined) {
    throw new Error(`${node.description.name} is not usable as a tool`);
  }
  const tool = Object.create(node) as INodeType;
  tool.description = {
    ...node.description,
    name: `${node.description.name}Tool`,
    displayName: `${node.description.displayName} Tool`,
    inputs: [],
    outputs: [NodeConnectionTypes.AiTool],
    properties: [...node.description.properties, ...TOOL_DESCRIPTION],
  };
  return tool;
}
