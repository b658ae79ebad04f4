import { createHash } from 'node:crypto';

/** An n8n expression; anything else is a fixed value. */
export type Expression = `={{${string}}}`;
/** What a parameter takes: a fixed value of its type, or an expression. */
export type Value<T> = T | Expression;

export type Json =
  string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A node without its place: what `coreNodes.ts` and `ourNodes.ts` make. */
export interface NodeKind {
  readonly type: string;
  readonly typeVersion: number;
  /** Parameters by name; an interface of ours, so that a wrong name does not compile. */
  readonly parameters: object;
  /** Node settings of n8n. */
  readonly onError?: 'continueRegularOutput' | 'continueErrorOutput';
  readonly executeOnce?: boolean;
  readonly retryOnFail?: boolean;
  /** With `retryOnFail`, 2 to 5. */
  readonly maxTries?: number;
  /** With `retryOnFail`, milliseconds, at most 5000. */
  readonly waitBetweenTries?: number;
  /** A webhook with a parameter in its path has this id in its address. */
  readonly hasWebhookId?: boolean;
}

/** A node in its place on the grid of the canvas: column, row. */
export interface PlacedNode extends NodeKind {
  readonly name: string;
  readonly at: readonly [column: number, row: number];
}

export interface Note {
  readonly name: string;
  readonly color: 'yellow' | 'white';
  /** Markdown. */
  readonly content: string;
  /** Columns and rows that the note covers, from its top left one. */
  readonly at: readonly [column: number, row: number];
  readonly size: readonly [columns: number, rows: number];
}

/** From a node's output (0 unless given) to the input of another. */
export type Link = readonly [from: string, to: string, output?: number];

export interface WorkflowDefinition {
  readonly name: string;
  readonly nodes: readonly PlacedNode[];
  readonly notes: readonly Note[];
  readonly links: readonly Link[];
}

const CELL = { width: 224, height: 224 } as const;
const NOTE_COLORS = { yellow: 1, white: 7 } as const;
/** How far a note reaches beyond the nodes of its cells: above for its words, below for theirs. */
const NOTE_MARGIN = { left: 48, top: 88, bottom: 124 } as const;

/** A UUID that only the workflow's and the node's name decide. */
function stableId(...parts: readonly string[]): string {
  const hex = createHash('sha256').update(parts.join('\n')).digest('hex');
  return [0, 8, 12, 16, 20, 32]
    .slice(0, 5)
    .map((start, i, starts) => hex.slice(start, starts[i + 1] ?? 32))
    .join('-');
}

function nodeJson(workflow: string, node: PlacedNode) {
  const { at, hasWebhookId = false, ...rest } = node;
  return {
    ...rest,
    id: stableId(workflow, node.name),
    position: [at[0] * CELL.width, at[1] * CELL.height],
    ...(hasWebhookId ? { webhookId: stableId(workflow, node.name, 'webhook') } : {}),
  };
}

function noteJson(workflow: string, note: Note) {
  return {
    id: stableId(workflow, note.name),
    name: note.name,
    type: 'n8n-nodes-base.stickyNote',
    typeVersion: 1,
    position: [
      note.at[0] * CELL.width - NOTE_MARGIN.left,
      note.at[1] * CELL.height - NOTE_MARGIN.top,
    ],
    parameters: {
      content: note.content,
      color: NOTE_COLORS[note.color],
      width: note.size[0] * CELL.width - NOTE_MARGIN.left,
      height: (note.size[1] - 1) * CELL.height + NOTE_MARGIN.top + NOTE_MARGIN.bottom,
    },
  };
}

function connectionsJson(links: readonly Link[]) {
  const connections: Record<string, { main: { node: string; type: 'main'; index: 0 }[][] }> = {};
  for (const [from, to, output = 0] of links) {
    const { main } = (connections[from] ??= { main: [] });
    while (main.length <= output) main.push([]);
    main[output]?.push({ node: to, type: 'main', index: 0 });
  }
  return connections;
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const sorted = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([key, inner]) => [key, sortKeys(inner)]));
}

/** The text of the file that n8n imports: the same text for the same definition. */
export function workflowText(definition: WorkflowDefinition): string {
  const { name, nodes, notes, links } = definition;
  const file = {
    name,
    nodes: [
      ...notes.map((note) => noteJson(name, note)),
      ...nodes.map((node) => nodeJson(name, node)),
    ],
    connections: connectionsJson(links),
    active: false,
    settings: { executionOrder: 'v1' },
    // The import of n8n 2.0 by command line refuses a file without it.
    versionId: stableId(name, 'version'),
    meta: { templateCredsSetupCompleted: false },
    tags: [],
  };
  return `${JSON.stringify(sortKeys(file), null, 2)}\n`;
}
