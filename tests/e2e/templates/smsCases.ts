import {
  deliveryReport,
  messageReport,
  type TextMessage,
  textingId,
  type WebhookReport,
} from '../../../stand/services/simpleTextingReports';
import { simpleTextingAddress } from '../../../stand/webhookAddresses';
import type { Answer, TemplateWorld } from './templateWorld';
import type { WebhookCase } from './webhookCase';

const ACCOUNT_PHONE = '8005551234';
const FIRST_AT = Date.UTC(2026, 0, 5, 9);

const idOf = (kind: string) => (number: number) => textingId('e2e', kind, number);
const textOf = (number: number) => `What does seat ${number} cost? – “déjà vu”`;

function messageOf(world: TemplateWorld, id: string, number: number): TextMessage {
  return {
    ...{ id, contactPhone: world.lead.phone, accountPhone: ACCOUNT_PHONE, text: textOf(number) },
    timestamp: new Date(FIRST_AT + number * 1000).toISOString(),
  };
}

/** SimpleTexting calls the address that was pasted into it. */
function report(world: TemplateWorld, path: string, body: unknown): Promise<Answer> {
  return world.post(simpleTextingAddress(world.stand.address, path, world.webhookSecret), body);
}

/** A webhook of SimpleTexting; its reports are made of a message. */
function simpleTextingCase(
  path: string,
  kind: string,
  reportOf: (message: TextMessage) => WebhookReport,
): Pick<WebhookCase, 'deliver' | 'deliverAsStranger' | 'refusedWith' | 'deliverBad' | 'entityId'> {
  const entityId = idOf(kind);
  const of = (world: TemplateWorld, number: number) =>
    reportOf(messageOf(world, entityId(number), number));
  return {
    deliver: (world, number) => report(world, path, of(world, number)),
    // A key that another secret made.
    deliverAsStranger: (world, number) =>
      world.post(simpleTextingAddress(world.stand.address, path, 'guessed'), of(world, number)),
    refusedWith: 401,
    deliverBad: (world) => {
      const { values, ...rest } = of(world, 0);
      const { messageId: _, ...without } = values;
      return report(world, path, { ...rest, values: without });
    },
    entityId,
  };
}

export const deliveryCase: WebhookCase = {
  ...simpleTextingCase('sms-delivery-status', 'receipt', deliveryReport),
  template: 'sms-delivery-status',
  badField: 'values.messageId',
  row: () => ({ event_type: 'MESSAGE_DELIVERED' }),
};

export const replyCase: WebhookCase = {
  ...simpleTextingCase('sms-reply', 'reply', messageReport),
  template: 'sms-reply-handler',
  badField: 'values.messageId',
  row: (number) => ({ event_type: 'INBOUND_REPLY', message_content: textOf(number) }),
};
