import type { TemplateWorld } from './templateWorld';
import type { WebhookCase } from './webhookCase';

const textOf = (number: number) => `Note ${number}: "déjà vu"`;

const eventOf = ({ lead }: TemplateWorld, number: number) => ({
  eventType: 'NOTE_ADDED',
  eventId: `api-${number}`,
  entityId: `api-${number}`,
  leadAirtableId: lead.airtableId,
  messageContent: textOf(number),
});

/** Any system of the team's own. */
export const logActivityCase: WebhookCase = {
  template: 'log-activity-api',
  deliver: (world, number) =>
    world.post(world.address('log-activity'), eventOf(world, number), world.key),
  deliverAsStranger: (world, number) =>
    world.post(world.address('log-activity'), eventOf(world, number)),
  refusedWith: 403,
  deliverBad: (world) => {
    const event = { ...eventOf(world, 0), timestamp: 'yesterday' };
    return world.post(world.address('log-activity'), event, world.key);
  },
  badField: 'timestamp',
  entityId: (number) => `api-${number}`,
  row: (number) => ({ event_type: 'NOTE_ADDED', message_content: textOf(number) }),
};

const actionOf = ({ lead }: TemplateWorld, number: number) => ({
  ...{ action: 'add_note', eventId: `portal-${number}`, noteId: `portal-${number}` },
  ...{ leadId: lead.id, note: textOf(number), userName: 'Ann', userEmail: 'ann@example.com' },
});

/** The team's portal. */
export const portalCase: WebhookCase = {
  template: 'portal-actions',
  deliver: (world, number) =>
    world.post(world.address('portal-actions'), actionOf(world, number), world.key),
  deliverAsStranger: (world, number) =>
    world.post(world.address('portal-actions'), actionOf(world, number)),
  refusedWith: 403,
  deliverBad: (world) => {
    const action = { ...actionOf(world, 0), action: 'dance' };
    return world.post(world.address('portal-actions'), action, world.key);
  },
  badField: 'action',
  entityId: (number) => `portal-${number}`,
  row: (number) => ({
    event_type: 'NOTE_ADDED',
    message_content: textOf(number),
    metadata: { author_email: 'ann@example.com' },
  }),
};
