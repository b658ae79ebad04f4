/** One comparison, as it is printed. */
export interface Result {
  readonly name: string;
  readonly ours: number;
  readonly peer: number;
  readonly unit: string;
  /** Higher is better, whatever the unit: 1 is as good as the peer. */
  readonly ratio: number;
  /** The least ratio that is the goal; null where there is none. */
  readonly goal: number | null;
  readonly met: boolean | null;
}

export interface Comparison {
  readonly name: string;
  readonly ours: number;
  readonly peer: number;
  readonly unit: string;
  readonly goal?: number;
}

/** @throws Error when there is nothing to take the middle of */
export function median(figures: readonly number[]): number {
  return percentile(figures, 0.5);
}

/** The figure below which `share` (0 to 1) of them lie, between two of them by proportion. */
export function percentile(figures: readonly number[], share: number): number {
  const sorted = [...figures].sort((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)];
  const above = sorted[Math.ceil(place)];
  if (below === undefined || above === undefined) throw new Error('There are no figures.');
  return below + (above - below) * (place - Math.floor(place));
}

/** Compares two figures of which less is better: milliseconds, bytes. */
export function compare({ name, ours, peer, unit, goal }: Comparison): Result {
  const ratio = peer / ours;
  return {
    name,
    ours: rounded(ours),
    peer: rounded(peer),
    unit,
    ratio: rounded(ratio),
    goal: goal === undefined ? null : rounded(goal),
    met: goal === undefined ? null : ratio >= goal,
  };
}

/** Results as a table for people, columns aligned. */
export function table(results: readonly Result[]): string {
  const head = ['comparison', 'ours', 'peer', 'unit', 'ratio', 'goal', 'met'];
  const rows = results.map((result) => [
    result.name,
    result.ours.toFixed(2),
    result.peer.toFixed(2),
    result.unit,
    result.ratio.toFixed(2),
    result.goal?.toString() ?? '',
    result.met === null ? '' : result.met ? 'yes' : 'NO',
  ]);
  return aligned([head, ...rows]);
}

/** Rows of cells in columns as wide as their widest cell: the first to the left, figures to the right. */
export function aligned(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_title, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => pad(cell, { width: widths[column] ?? 0, left: column === 0 }))
      .join('  ')
      .trimEnd();
  return rows.map(line).join('\n');
}

/** Results for programs: one JSON object a line. */
export function jsonLines(results: readonly Result[]): string {
  return results.map((result) => JSON.stringify(result)).join('\n');
}

function pad(cell: string, { width, left }: { width: number; left: boolean }): string {
  return left ? cell.padEnd(width) : cell.padStart(width);
}

function rounded(figure: number): number {
  return Number(figure.toPrecision(4));
}
