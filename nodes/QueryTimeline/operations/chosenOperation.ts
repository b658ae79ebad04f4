import { ConfigurationError } from '../../core/errors';
import { checked, type ItemPanel, text } from '../parameters/itemPanel';
import { exportToFile } from './exportToFile';
import { get } from './get';
import { getTimeline } from './getTimeline';
import type { Operation } from './itemRun';
import { search } from './search';
import { summarize } from './summarize';

const OPERATIONS: ReadonlyMap<string, Operation> = new Map([
  ['export', exportToFile],
  ['get', get],
  ['getTimeline', getTimeline],
  ['search', search],
  ['summarize', summarize],
]);

/** @throws ConfigurationError when an expression or a file of a workflow names another operation */
export function chosenOperation(panel: ItemPanel): Operation {
  const name = checked('Operation', text, panel.value('operation', 'getTimeline'));
  const operation = OPERATIONS.get(name);
  if (operation !== undefined) return operation;
  throw new ConfigurationError({
    message: 'The operation is not known.',
    hint: `Choose one of ${[...OPERATIONS.keys()].join(', ')}.`,
    code: 'invalid_parameter',
  });
}
