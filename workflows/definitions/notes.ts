import type { Note } from './workflowFile';

function needs(n8n: string | undefined): string {
  const version = n8n === undefined ? '' : ` ${n8n} or newer`;
  return `**Needs a self-hosted n8n${version} with the community node \`n8n-nodes-activity-log\`.**`;
}

export interface Explanation {
  /** Paragraphs. */
  readonly how: readonly string[];
  /** Steps, in order. */
  readonly setup: readonly string[];
  /** The oldest n8n that has every node of the template, e.g. `2.7`; left out: any n8n 2. */
  readonly oldestN8n?: string;
}

/** The yellow note, left of the first node: at most 300 words. */
export function howItWorks({ how, setup, oldestN8n }: Explanation): Note {
  const steps = setup.map((step, i) => `${i + 1}. ${step}`).join('\n');
  return {
    name: 'How It Works',
    color: 'yellow',
    content: [needs(oldestN8n), '### How it works', ...how, '### Setup steps', steps].join('\n\n'),
    at: [-3, 0],
    size: [3, 4],
  };
}

/** A white note behind the nodes of a section, titled by what they do. */
export function section(
  title: string,
  text: string,
  ...area: readonly [Note['at'], Note['size']]
): Note {
  const [at, size] = area;
  return { name: title, color: 'white', content: `### ${title}\n${text}`, at, size };
}
