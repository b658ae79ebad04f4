import { join } from 'node:path';
import type {
  IDataObject,
  INodeType,
  INodeTypeDescription,
  INodeTypes,
  IVersionedNodeType,
} from 'n8n-workflow';
import { load } from './n8nEngine';
import { asTool } from './asTool';

/** What our node types are called inside n8n: the package's name and a dot. */
export const OUR_PREFIX = 'n8n-nodes-activity-log.';
const CORE_PREFIX = 'n8n-nodes-base.';

type NodeConstructor = new () => INodeType | IVersionedNodeType;
type KnownNodes = Record<string, { className: string; sourcePath: string } | undefined>;

const repository = join(__dirname, '..', '..', '..');
const loaded = new Map<string, INodeType | IVersionedNodeType>();

function constructNode(path: string, className: string): INodeType | IVersionedNodeType {
  const classes = load(path) as Record<string, NodeConstructor | undefined>;
  const Constructor = classes[className];
  if (Constructor === undefined) throw new Error(`${path} has no class ${className}`);
  return new Constructor();
}

function loadCoreNode(name: string): INodeType | IVersionedNodeType {
  const known = load('n8n-nodes-base/dist/known/nodes.json') as KnownNodes;
  const entry = known[name];
  if (entry === undefined) throw new Error(`n8n-nodes-base has no node "${name}"`);
  return constructNode(`n8n-nodes-base/${entry.sourcePath}`, entry.className);
}

function loadOurNode(name: string): INodeType | IVersionedNodeType {
  const className = name.charAt(0).toUpperCase() + name.slice(1);
  return constructNode(join(repository, 'nodes', className, `${className}.node`), className);
}

function loadNode(type: string): INodeType | IVersionedNodeType {
  if (type.startsWith(CORE_PREFIX)) return loadCoreNode(type.slice(CORE_PREFIX.length));
  if (type.startsWith(OUR_PREFIX)) return loadOurNode(type.slice(OUR_PREFIX.length));
  throw new Error(`No package in the tests has the node type "${type}"`);
}

/**
 * n8n's node type registry over the installed n8n-nodes-base and our own sources. A type is loaded
 * when it is first asked for; a name that ends in `Tool` is the AI tool made of the node.
 */
export class EngineNodeTypes implements INodeTypes {
  constructor(private readonly extra: Readonly<Record<string, INodeType>> = {}) {}

  getByName(type: string): INodeType | IVersionedNodeType {
    const extra = this.extra[type];
    if (extra !== undefined) return extra;
    if (type.endsWith('Tool')) return asTool(this.getByNameAndVersion(type.slice(0, -4)));
    const node = loaded.get(type) ?? loadNode(type);
    loaded.set(type, node);
    return node;
  }

  getByNameAndVersion(type: string, version?: number): INodeType {
    const node = this.getByName(type);
    const resolved = 'nodeVersions' in node ? node.getNodeType(version) : node;
    // n8n's types leave it out: a version that the node does not have gives undefined.
    if ((resolved as INodeType | undefined) === undefined) {
      throw new Error(`"${type}" has no version ${String(version)}`);
    }
    return resolved;
  }

  getKnownTypes(): IDataObject {
    return {};
  }
}

/** Every version of a node type that n8n can run, ascending. */
export function versionsOf(type: string): readonly number[] {
  const node = new EngineNodeTypes().getByName(type);
  const versions =
    'nodeVersions' in node
      ? Object.keys(node.nodeVersions).map(Number)
      : [node.description.version];
  return versions.flat().sort((a, b) => a - b);
}

/** The description of one version of a node type. */
export function descriptionOf(type: string, version?: number): INodeTypeDescription {
  return new EngineNodeTypes().getByNameAndVersion(type, version).description;
}
