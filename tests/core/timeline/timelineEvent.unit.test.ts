import { type TimelineEvent, viewEvent } from '../../../nodes/core/timeline/timelineEvent';

const EVENT: TimelineEvent = {
  id: '019a5c3e-7b10-8abc-9def-0123456789ab',
  timestamp: '2025-11-07T14:30:00.000Z',
  eventType: 'MESSAGE_SENT',
  category: 'SMS',
  description: 'SMS sent',
  message: null,
  metadata: {},
  source: 'n8n:7',
  executionId: null,
  lead: null,
  details: {
    tenant: 'default',
    clientId: null,
    userId: 'u-1',
    visitorToken: null,
    entityId: null,
    sessionId: null,
    tier: null,
    url: null,
    environment: null,
    workflowId: null,
    createdBy: null,
    schemaVersion: 1,
    loggedAt: '2025-11-07T14:30:01.000Z',
    leadAirtableId: 'recA1b2C3d4E5f6G7',
    leadEmail: null,
  },
};

describe('an event as it is shown', () => {
  it('has the same ten keys whatever is set, when simplified', () => {
    expect(Object.keys(viewEvent(EVENT, true))).toEqual([
      'id',
      'timestamp',
      'eventType',
      'category',
      'description',
      'message',
      'metadata',
      'source',
      'executionId',
      'lead',
    ]);
  });

  it('adds what else is set, and only that, when not simplified', () => {
    const view = viewEvent(EVENT, false);
    expect(view).toMatchObject({
      tenant: 'default',
      userId: 'u-1',
      schemaVersion: 1,
      loggedAt: '2025-11-07T14:30:01.000Z',
      leadAirtableId: 'recA1b2C3d4E5f6G7',
    });
    expect(view).not.toHaveProperty('clientId');
    expect(view).not.toHaveProperty('details');
  });
});
