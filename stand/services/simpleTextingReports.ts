import { createHash } from 'node:crypto';

/** A message that SimpleTexting took, or that came from a contact's phone. */
export interface TextMessage {
  /** 24 hexadecimal digits, like every id. */
  readonly id: string;
  /** Ten digits. */
  readonly contactPhone: string;
  readonly accountPhone: string;
  readonly text: string;
  /** When it was sent: ISO 8601. */
  readonly timestamp: string;
}

export type ReportType =
  | 'INCOMING_MESSAGE'
  | 'OUTGOING_MESSAGE'
  | 'DELIVERY_REPORT'
  | 'NON_DELIVERED_REPORT'
  | 'UNSUBSCRIBE_REPORT';

/**
 * The body of a webhook (api-doc.simpletexting.com, Webhook Reports). Nothing in it is signed, and
 * reports of a delivery or an unsubscription carry no time.
 */
export interface WebhookReport {
  readonly reportId: string;
  readonly webhookId: string;
  readonly type: ReportType;
  readonly values: Readonly<Record<string, string | readonly string[]>>;
}

const WEBHOOK_ID = '64f0c0ffee0000000000beef';

/** An id as SimpleTexting writes them: the same for the same parts. */
export function textingId(...parts: readonly (string | number)[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 24);
}

/** A repeated delivery of a report has the same ids. */
function report(type: ReportType, subject: string, values: WebhookReport['values']): WebhookReport {
  return { reportId: textingId(type, subject), webhookId: WEBHOOK_ID, type, values };
}

/** The carrier says whether a message reached the phone. */
export function deliveryReport(
  { id, accountPhone, contactPhone }: TextMessage,
  type: 'DELIVERY_REPORT' | 'NON_DELIVERED_REPORT' = 'DELIVERY_REPORT',
): WebhookReport {
  const phones = { accountPhone, contactPhone };
  const kind = { category: 'SMS', referenceType: 'API_SEND' };
  return report(type, id, { messageId: id, ...kind, ...phones, carrier: 'Verizon' });
}

/** A message that came in, or one that went out. */
export function messageReport(
  { id, text, accountPhone, contactPhone, timestamp }: TextMessage,
  type: 'INCOMING_MESSAGE' | 'OUTGOING_MESSAGE' = 'INCOMING_MESSAGE',
): WebhookReport {
  const content = { subject: '', mediaItems: [], text };
  const phones = { accountPhone, contactPhone };
  return report(type, id, { messageId: id, ...content, ...phones, timestamp, category: 'SMS' });
}

/** A contact unsubscribed. It names the contact alone. */
export function unsubscribeReport(phone: string): WebhookReport {
  return report('UNSUBSCRIBE_REPORT', phone, { contactId: textingId('contact', phone), phone });
}
