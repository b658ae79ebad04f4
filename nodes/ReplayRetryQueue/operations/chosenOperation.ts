import { checked, choiceOf, type ItemPanel } from '../../n8n/itemPanel';
import { OPERATION_NAMES, type OperationName } from '../properties/operation';
import { discard } from './discard';
import { edit } from './edit';
import { getMany } from './getMany';
import { getStatus } from './getStatus';
import { maintain } from './maintain';
import { once, type Operation } from './operation';
import { purge } from './purge';
import { replay } from './replay';
import { replayItems } from './replayItems';
import { requeue } from './requeue';
import { setUpDatabase } from './setUpDatabase';

const OPERATIONS: Readonly<Record<OperationName, Operation>> = {
  discard,
  edit,
  getMany,
  getStatus: once(getStatus),
  maintain: once(maintain),
  purge: once(purge),
  replay: once(replay),
  replayItems,
  requeue,
  setUpDatabase: once(setUpDatabase),
};

/** @throws ConfigurationError when an expression or a file of a workflow names another operation */
export function chosenOperation(panel: ItemPanel): Operation {
  return OPERATIONS[
    checked('Operation', choiceOf(OPERATION_NAMES), panel.value('operation', 'replay'))
  ];
}
