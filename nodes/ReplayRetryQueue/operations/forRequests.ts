import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { ReplayComposition } from '../../n8n/composition';
import { errorItem } from '../../n8n/forEachItem';
import { ItemPanel } from '../../n8n/itemPanel';
import { toNodeError } from '../../n8n/toNodeError';
import { isToolExecution } from '../../n8n/toolExecution';
import type { Operation, Work } from './operation';

/** What a request leads to. */
export interface Answer {
  readonly items: readonly IDataObject[];
  /** What a person should see above the output, in words. */
  readonly notices?: readonly string[];
}

/** Where a request is answered. */
export type AnswerRun = Omit<Work, 'panel'>;

interface RequestWork<Request> {
  /** @throws ConfigurationError naming the parameter that cannot be used */
  readonly read: (work: Work) => Request;
  readonly answer: (request: Request, run: AnswerRun) => Promise<Answer>;
  /** Whether items that ask for the very same are answered once. */
  readonly together: boolean;
}

/** What items ask for. */
interface Asked<Request> {
  readonly request: Request;
  readonly parts: ReplayComposition;
  readonly items: number[];
}

/**
 * Answers every input item. Items that ask for the very same, as all do when no parameter is an
 * expression, can be answered once, together; the answer is then linked to all of them.
 */
export function forRequests<Request>({ read, answer, together }: RequestWork<Request>): Operation {
  return async ({ context, open }) => {
    const results = new ItemResults(context);
    const asked = new Map<string, Asked<Request>>();
    for (const item of context.getInputData().keys()) {
      await results.of([item], async () => {
        const parts = await open();
        const request = read({ context, parts, panel: new ItemPanel(context, item) });
        const key = together ? JSON.stringify(request) : String(item);
        const same = asked.get(key);
        if (same === undefined) asked.set(key, { request, parts, items: [item] });
        else same.items.push(item);
        return { items: [] };
      });
    }
    for (const { request, parts, items } of asked.values()) {
      await results.of(items, () => answer(request, { context, parts }));
    }
    return [results.inOrder(), []];
  };
}

/** What became of the items, each linked to those that led to it. */
class ItemResults {
  private readonly found: { readonly first: number; readonly items: INodeExecutionData[] }[] = [];
  private readonly noticed = new Set<string>();

  constructor(private readonly context: IExecuteFunctions) {}

  /** A failure becomes error items when the node continues on failure, and stops it otherwise. */
  async of(items: readonly number[], work: () => Promise<Answer>): Promise<void> {
    const [first = 0] = items;
    try {
      const pairedItem = items.map((item) => ({ item }));
      const answer = await work();
      this.hint(answer.notices ?? []);
      this.found.push({ first, items: this.shown(answer).map((json) => ({ json, pairedItem })) });
    } catch (error) {
      if (!this.context.continueOnFail()) throw toNodeError(error, this.context.getNode(), first);
      this.found.push({ first, items: items.map((item) => errorItem(error, item)) });
    }
  }

  inOrder(): INodeExecutionData[] {
    const sorted = this.found.toSorted((one, other) => one.first - other.first);
    return sorted.flatMap(({ items }) => items);
  }

  private hint(notices: readonly string[]): void {
    for (const message of notices) {
      if (this.noticed.has(message)) continue;
      this.noticed.add(message);
      this.context.addExecutionHints({ message, location: 'outputPane' });
    }
  }

  /** A model sees no hints: where there are no items, it reads why. */
  private shown({ items, notices = [] }: Answer): readonly IDataObject[] {
    const isUntold = items.length === 0 && notices.length > 0 && isToolExecution(this.context);
    return isUntold ? [{ notices: [...notices] }] : items;
  }
}
