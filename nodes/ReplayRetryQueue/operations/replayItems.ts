import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { type ItemReplay, replayItems as replayEntries } from '../../core/replayItems';
import { errorItem } from '../../n8n/forEachItem';
import { ItemPanel } from '../../n8n/itemPanel';
import { toNodeError } from '../../n8n/toNodeError';
import { readManner } from '../parameters/readReplayRequest';
import type { NodeRun } from './operation';

const DONE: readonly ItemReplay['outcome'][] = ['replayed', 'duplicate'];

/**
 * Writes the entries that come as items, all in one run; the panel is read as it stands for the
 * first item. Each item has its answer, linked to it, at the output that fits.
 */
export async function replayItems(run: NodeRun): Promise<INodeExecutionData[][]> {
  const { context } = run;
  const input = context.getInputData();
  try {
    return await replayInput(run, input);
  } catch (error) {
    if (!context.continueOnFail()) throw toNodeError(error, context.getNode(), 0);
    // None of them was written: each must be seen to have failed.
    return [input.map((_, item) => errorItem(error, item)), []];
  }
}

async function replayInput(
  { context, open }: NodeRun,
  input: readonly INodeExecutionData[],
): Promise<INodeExecutionData[][]> {
  const parts = await open();
  const { target } = parts;
  const { timeLimit, ...manner } = readManner(new ItemPanel(context, 0), target);
  const deadline = parts.clock.elapsed() + timeLimit;
  const { items, stoppedBecause } = await replayEntries(
    input.map(({ json }) => json),
    { ...manner, target },
    { ...parts, deadline },
  );
  if (stoppedBecause !== null) {
    const message = `The run ended early: ${stoppedBecause}`;
    context.addExecutionHints({ message, location: 'outputPane' });
  }
  const answers = items.map((answer, item) => ({ answer, item }));
  const outputOf = (isDone: boolean) =>
    answers
      .filter(({ answer }) => DONE.includes(answer.outcome) === isDone)
      .map(({ answer, item }) => ({ json: jsonOf(answer, manner.dryRun), pairedItem: { item } }));
  return [outputOf(true), outputOf(false)];
}

/** What is not done is given back whole, to be kept where it came from. */
function jsonOf({ id, next, ...answer }: ItemReplay, dryRun: boolean): IDataObject {
  const json: IDataObject = { entryId: id, ...answer, state: next?.state ?? null, dryRun };
  return DONE.includes(answer.outcome) ? json : { ...json, entry: next };
}
