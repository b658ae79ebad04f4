import { type INode, NodeOperationError } from 'n8n-workflow';
import { ActivityLogError, CancelledError } from '../core/errors';
import { WriteFailure } from '../core/writeFailure';

/**
 * Core's words in n8n's form: `hint` (and `detail`) become the description under the message.
 * n8n's constructor replaces a message that quotes a network error code by a stock text, so the
 * message is set again after it.
 */
export function toNodeError(error: unknown, node: INode, itemIndex: number): NodeOperationError {
  if (error instanceof NodeOperationError) return error;
  if (!isOurs(error)) {
    return new NodeOperationError(node, error instanceof Error ? error : String(error), {
      itemIndex,
    });
  }
  const description = cureOf(error);
  const shown = new NodeOperationError(node, error.message, { description, itemIndex });
  shown.message = error.message;
  // By this name n8n records the execution as cancelled instead of failed.
  if (error instanceof CancelledError) shown.name = error.name;
  return shown;
}

/** What happened and how to get on, in one line: an error item has room for no more. */
export function errorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return isOurs(error) ? `${error.message} ${cureOf(error)}`.trim() : error.message;
}

function isOurs(error: unknown): error is ActivityLogError | WriteFailure {
  return error instanceof ActivityLogError || error instanceof WriteFailure;
}

function cureOf(error: ActivityLogError | WriteFailure): string {
  const detail = error instanceof ActivityLogError ? error.detail : undefined;
  return [detail, error.hint].filter((text) => text !== undefined).join(' ');
}
