import type { IExecuteFunctions } from 'n8n-workflow';
import { boundedPolicy, type RetryPolicy } from '../core/delivery/retryPolicy';
import { ConfigurationError } from '../core/errors';
import type { Include, OutputForm } from './outputItems';

/** What holds for the whole execution, read from the first item. */
export interface NodeOptions {
  readonly schema: string;
  readonly spoolFolder: string;
  readonly acceptsUnknownTypes: boolean;
  readonly policy: RetryPolicy;
  readonly durability: 'standard' | 'journalFirst';
  readonly output: OutputForm;
}

/** @throws ConfigurationError before anything is written */
export function readNodeOptions(context: IExecuteFunctions): NodeOptions {
  const options = context.getNodeParameter('options', 0, {});
  return {
    schema: textOr(options['schema'], 'public'),
    spoolFolder: textOr(options['spoolFolder'], ''),
    acceptsUnknownTypes: options['unknownEventTypes'] === 'accept',
    policy: boundedPolicy(options),
    durability: options['durability'] === 'journalFirst' ? 'journalFirst' : 'standard',
    output: readOutputForm(context),
  };
}

function readOutputForm(context: IExecuteFunctions): OutputForm {
  const include = context.getNodeParameter('include', 0, 'inputAndReceipt') as Include;
  const receiptField = textOr(context.getNodeParameter('receiptField', 0, ''), 'activity');
  if (receiptField !== 'error') return { include, receiptField };
  throw new ConfigurationError({
    message: 'The parameter Receipt Field must not be "error".',
    hint: 'n8n takes an item with this key for a failed one. Choose another name, e.g. activity.',
    code: 'invalid_parameter',
  });
}

function textOr(value: unknown, fallback: string): string {
  return typeof value === 'string' && value !== '' ? value : fallback;
}
