import { createHmac } from 'node:crypto';

/** Address of a webhook of a published template. */
export function webhookAddress(n8n: string, path: string): string {
  return `${n8n}/webhook/${path}`;
}

/**
 * Address that a user pastes into SimpleTexting, as the template shows it when its trigger *Show
 * Address* is run by hand.
 */
export function simpleTextingAddress(n8n: string, path: string, webhookSecret: string): string {
  const text = `SimpleTexting webhook ${path}`;
  const key = createHmac('sha256', webhookSecret).update(text).digest('hex');
  return `${webhookAddress(n8n, path)}?key=${key}`;
}
