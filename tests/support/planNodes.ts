/** A node of a plan that was carried out, as EXPLAIN (ANALYZE, FORMAT JSON) tells it. */
export interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  /** 0: the node was never reached. */
  readonly 'Actual Loops': number;
  /** A loop. */
  readonly 'Actual Rows': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Heap Fetches'?: number;
  readonly 'Subplans Removed'?: number;
  readonly Plans?: readonly PlanNode[];
}

/** A plan's nodes, from the top down. */
export function nodesOf(plan: PlanNode): PlanNode[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
}

export function ofType(nodes: readonly PlanNode[], type: RegExp): PlanNode[] {
  return nodes.filter((node) => type.test(node['Node Type']));
}

/** Rows that a node looked at in all its loops. */
export function rowsRead(node: PlanNode): number {
  const removed = node['Rows Removed by Filter'] ?? 0;
  return node['Actual Loops'] * (node['Actual Rows'] + removed);
}

/** A table or index of the log, whichever month. */
export function isOfLog(node: PlanNode): boolean {
  return /^lead_activity_log/.test(node['Relation Name'] ?? node['Index Name'] ?? '');
}
