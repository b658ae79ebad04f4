import { checked, choiceOf, type ItemPanel } from '../../n8n/itemPanel';
import { OPERATION_NAMES, type OperationName } from '../properties/operation';
import { exportToFile } from './exportToFile';
import { get } from './get';
import { getTimeline } from './getTimeline';
import type { Operation } from './itemRun';
import { search } from './search';
import { summarize } from './summarize';

const OPERATIONS: Readonly<Record<OperationName, Operation>> = {
  export: exportToFile,
  get,
  getTimeline,
  search,
  summarize,
};

/** @throws ConfigurationError when an expression or a file of a workflow names another operation */
export function chosenOperation(panel: ItemPanel): Operation {
  return OPERATIONS[
    checked('Operation', choiceOf(OPERATION_NAMES), panel.value('operation', 'getTimeline'))
  ];
}
