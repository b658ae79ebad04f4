import { type INode, NodeOperationError } from 'n8n-workflow';
import { ActivityLogError } from '../core/errors';
import { WriteFailure } from '../core/delivery/writeFailure';

/**
 * Core's words in n8n's form: `hint` (and `detail`) become the description under the message.
 * n8n's constructor replaces a message that quotes a network error code by a stock text, so the
 * message is set again after it.
 */
export function toNodeError(error: unknown, node: INode, itemIndex: number): NodeOperationError {
  if (error instanceof NodeOperationError) return error;
  const isOurs = error instanceof ActivityLogError || error instanceof WriteFailure;
  if (!isOurs) {
    return new NodeOperationError(node, error instanceof Error ? error : String(error), {
      itemIndex,
    });
  }
  const detail = error instanceof ActivityLogError ? error.detail : undefined;
  const description = [detail, error.hint].filter((text) => text !== undefined).join(' ');
  const shown = new NodeOperationError(node, error.message, { description, itemIndex });
  shown.message = error.message;
  return shown;
}
