import { checked, choiceOf, type ItemPanel } from '../parameters/itemPanel';
import { exportToFile } from './exportToFile';
import { get } from './get';
import { getTimeline } from './getTimeline';
import type { Operation } from './itemRun';
import { search } from './search';
import { summarize } from './summarize';

const NAMES = ['export', 'get', 'getTimeline', 'search', 'summarize'] as const;
const OPERATIONS: Readonly<Record<(typeof NAMES)[number], Operation>> = {
  export: exportToFile,
  get,
  getTimeline,
  search,
  summarize,
};

/** @throws ConfigurationError when an expression or a file of a workflow names another operation */
export function chosenOperation(panel: ItemPanel): Operation {
  return OPERATIONS[checked('Operation', choiceOf(NAMES), panel.value('operation', 'getTimeline'))];
}
