/** Who acts. */
export const USER = '0b7f8b1e-7d0a-4a57-8f5e-5f0a4d6e3c21';
export const ACTOR = { userId: USER, userName: 'Ann', userEmail: 'ann@example.com' };
const CAMPAIGN = { campaignId: 'c-1', campaignName: 'Problem Mapping Template' };
const CAMPAIGN_FIELDS = { campaign_id: 'c-1', campaign_name: 'Problem Mapping Template' };

/** Each action with keys of its own, and what must be logged of it. */
export const EVENTS_OF_ACTIONS = [
  [
    'enroll',
    { ...CAMPAIGN, enrollmentSource: 'manual' },
    {
      event_type: 'CAMPAIGN_ENROLLED',
      source: 'ui:campaign-enroll',
      entity_id: 'c-1',
      description: 'Enrolled in campaign: Problem Mapping Template',
      metadata: {
        ...CAMPAIGN_FIELDS,
        enrollment_source: 'manual',
        enrolled_by_user_id: USER,
        enrolled_by_email: 'ann@example.com',
      },
    },
  ],
  [
    'remove',
    { ...CAMPAIGN, reason: 'Wrong one' },
    {
      event_type: 'CAMPAIGN_REMOVED',
      source: 'ui:campaign-remove',
      entity_id: 'c-1',
      metadata: {
        ...CAMPAIGN_FIELDS,
        reason: 'Wrong one',
        removed_by_user_id: USER,
        removed_by_email: 'ann@example.com',
      },
    },
  ],
  [
    'complete',
    { ...CAMPAIGN, messagesSent: 3, outcome: 'booked' },
    {
      event_type: 'CAMPAIGN_COMPLETED',
      source: 'ui:campaign-complete',
      entity_id: 'c-1',
      metadata: { ...CAMPAIGN_FIELDS, messages_sent: 3, outcome: 'booked' },
    },
  ],
  [
    'change_status',
    { newStatus: 'Booked', oldStatus: 'New', reason: 'Called' },
    {
      event_type: 'STATUS_CHANGED',
      source: 'ui:status-change',
      entity_id: null,
      description: 'Status changed from New to Booked',
      metadata: {
        new_status: 'Booked',
        old_status: 'New',
        reason: 'Called',
        changed_by_user_id: USER,
        changed_by_email: 'ann@example.com',
      },
    },
  ],
  [
    'add_note',
    { note: 'Will call back', noteId: 'n-1', pinned: false },
    {
      event_type: 'NOTE_ADDED',
      source: 'ui:note-add',
      entity_id: 'n-1',
      message_content: 'Will call back',
      metadata: {
        note_id: 'n-1',
        pinned: false,
        author_user_id: USER,
        author_email: 'ann@example.com',
      },
    },
  ],
  [
    'claim_lead',
    { previousOwnerUserId: 'user-2' },
    {
      event_type: 'LEAD_CLAIMED',
      source: 'ui:lead-claim',
      description: 'Lead claimed by Ann',
      metadata: {
        previous_owner_user_id: 'user-2',
        claimed_by_user_id: USER,
        claimed_by_name: 'Ann',
        claimed_by_email: 'ann@example.com',
      },
    },
  ],
] as const;
