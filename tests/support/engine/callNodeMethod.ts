import type {
  ILoadOptionsFunctions,
  INode,
  INodeListSearchResult,
  INodePropertyOptions,
  ResourceMapperFields,
} from 'n8n-workflow';
import { makeAdditionalData } from './additionalData';
import type { CredentialMap } from './engineCredentials';
import { EngineNodeTypes } from './engineNodeTypes';
import { n8nCore } from './n8nEngine';
import { makeWorkflow } from './runWorkflow';

export interface PanelOptions {
  readonly credentials?: CredentialMap;
  /** Path of the parameter that is drawn; matters only for relative paths (`&name`). */
  readonly path?: string;
  readonly workflowId?: string;
}

/** What a node's methods see when the editor draws the panel. */
export function panelContext(node: INode, options: PanelOptions = {}): ILoadOptionsFunctions {
  const workflow = makeWorkflow({
    nodes: [node],
    connections: {},
    ...(options.workflowId === undefined ? {} : { workflowId: options.workflowId }),
  });
  const additionalData = makeAdditionalData({
    credentials: options.credentials ?? {},
    executionId: undefined,
    workflowId: workflow.id,
  });
  const drawn = workflow.getNode(node.name) ?? node;
  additionalData.currentNodeParameters = drawn.parameters;
  const { LoadOptionsContext } = n8nCore();
  const context = new LoadOptionsContext(workflow, drawn, additionalData, options.path ?? '');
  // n8n compiles without exactOptionalPropertyTypes, so its class and its interface disagree here.
  return context as unknown as ILoadOptionsFunctions;
}

function methodsOf(node: INode) {
  const type = new EngineNodeTypes().getByNameAndVersion(node.type, node.typeVersion);
  return type.methods ?? {};
}

function missing(node: INode, name: string): never {
  throw new Error(`${node.type} has no method "${name}"`);
}

/** Asks a list for its entries, as typing `filter` into a resource locator does. */
export async function searchList(
  node: INode,
  name: string,
  options: PanelOptions & { readonly filter?: string; readonly paginationToken?: string } = {},
): Promise<INodeListSearchResult> {
  const method = methodsOf(node).listSearch?.[name] ?? missing(node, name);
  return await method.call(panelContext(node, options), options.filter, options.paginationToken);
}

/** Asks a resource mapper for its fields. */
export async function mapFields(
  node: INode,
  name: string,
  options: PanelOptions = {},
): Promise<ResourceMapperFields> {
  const method = methodsOf(node).resourceMapping?.[name] ?? missing(node, name);
  return await method.call(panelContext(node, options));
}

/** Asks a drop-down for its options. */
export async function loadOptions(
  node: INode,
  name: string,
  options: PanelOptions = {},
): Promise<INodePropertyOptions[]> {
  const method = methodsOf(node).loadOptions?.[name] ?? missing(node, name);
  return await method.call(panelContext(node, options));
}
