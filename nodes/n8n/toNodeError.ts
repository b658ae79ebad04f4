import { type INode, NodeOperationError } from 'n8n-workflow';
import { ActivityLogError } from '../core/errors';
import { WriteFailure } from '../core/delivery/writeFailure';

/**
 * Core's words in n8n's form: `hint` (and `detail`) become the description under the message.
 * n8n replaces messages that quote a network error code unless both are given, so they are.
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
  return new NodeOperationError(node, error.message, {
    message: error.message,
    description,
    itemIndex,
  });
}
