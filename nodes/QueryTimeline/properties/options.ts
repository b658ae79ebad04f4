import type { INodeProperties } from 'n8n-workflow';
import { DEFAULT_EXPORT_TIMEOUT, MAX_EXPORT_TIMEOUT } from '../../core/timeline/exportRequest';
import { MAX_STATEMENT_TIMEOUT } from '../../core/timeline/statementTimeout';
import { DEFAULT_MAX_CHARACTERS, LEAST_MAX_CHARACTERS } from '../../core/timeline/timelineText';
import { DEFAULT_STATEMENT_TIMEOUT } from '../../core/timeline/timelineRequest';
import {
  optionsCollection,
  schemaOption,
  statementTimeoutOption,
} from '../../n8n/properties/options';
import { type OperationName, shownFor } from './operation';

const maxCharacters: INodeProperties = {
  displayName: 'Max Characters',
  name: 'maxCharacters',
  type: 'number',
  typeOptions: { minValue: LEAST_MAX_CHARACTERS },
  default: DEFAULT_MAX_CHARACTERS,
  description: 'Longest text for an AI agent; what does not fit is left out, and the text says so',
  displayOptions: { show: { '/output': ['text'] } },
};

function optionsOf(
  operations: readonly OperationName[],
  options: INodeProperties[],
): INodeProperties {
  return optionsCollection(options, shownFor(...operations));
}

/** An export is one statement, however many rows it gives. */
const exportTimeout: INodeProperties = {
  ...statementTimeoutOption(DEFAULT_EXPORT_TIMEOUT, MAX_EXPORT_TIMEOUT),
  description: 'Milliseconds that PostgreSQL may spend on the whole export',
};

const statementTimeout = statementTimeoutOption(DEFAULT_STATEMENT_TIMEOUT, MAX_STATEMENT_TIMEOUT);

/** Each operation has its own collection under one name. */
export const options: INodeProperties[] = [
  optionsOf(['getTimeline', 'search', 'get'], [maxCharacters, schemaOption, statementTimeout]),
  optionsOf(['summarize'], [schemaOption, statementTimeout]),
  optionsOf(['export'], [schemaOption, exportTimeout]),
];
