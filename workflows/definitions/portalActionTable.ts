/** How a value of a request must look; a name is a short text. */
export type ValueKind = 'text' | 'name' | 'number' | 'flag';

/** A key of a request and the metadata field of the event that it becomes. */
interface ActionKey {
  readonly to: string;
  readonly kind: ValueKind;
  readonly required?: boolean;
}

/** What a person does in a portal, and the event that it becomes. */
export interface PortalAction {
  readonly eventType: string;
  /** The source of the event, after the prefix of *Configuration*. */
  readonly source: string;
  /** Keys beside the common ones. */
  readonly keys: Readonly<Record<string, ActionKey>>;
  /** The key whose value is the message of the event; it is required. */
  readonly message?: string;
  /** The key that names the thing acted on, a name. */
  readonly entity?: string;
  /** Metadata fields of the person who acts. */
  readonly actor: Readonly<Partial<Record<'userId' | 'userName' | 'userEmail', string>>>;
  /** Whether the action says nothing without the person's id. */
  readonly needsActor?: boolean;
}

const CAMPAIGN = {
  campaignId: { to: 'campaign_id', kind: 'name', required: true },
  campaignName: { to: 'campaign_name', kind: 'text' },
} as const;
const REASON = { to: 'reason', kind: 'text' } as const;

/** The actions of a portal, by the name that a request gives in `action`. */
export const PORTAL_ACTIONS: Readonly<Record<string, PortalAction>> = {
  enroll: {
    eventType: 'CAMPAIGN_ENROLLED',
    source: 'campaign-enroll',
    keys: { ...CAMPAIGN, enrollmentSource: { to: 'enrollment_source', kind: 'text' } },
    entity: 'campaignId',
    actor: { userId: 'enrolled_by_user_id', userEmail: 'enrolled_by_email' },
  },
  remove: {
    eventType: 'CAMPAIGN_REMOVED',
    source: 'campaign-remove',
    keys: { ...CAMPAIGN, reason: REASON },
    entity: 'campaignId',
    actor: { userId: 'removed_by_user_id', userEmail: 'removed_by_email' },
  },
  complete: {
    eventType: 'CAMPAIGN_COMPLETED',
    source: 'campaign-complete',
    keys: {
      ...CAMPAIGN,
      messagesSent: { to: 'messages_sent', kind: 'number' },
      outcome: { to: 'outcome', kind: 'text' },
    },
    entity: 'campaignId',
    actor: {},
  },
  change_status: {
    eventType: 'STATUS_CHANGED',
    source: 'status-change',
    keys: {
      newStatus: { to: 'new_status', kind: 'text', required: true },
      oldStatus: { to: 'old_status', kind: 'text' },
      reason: REASON,
    },
    actor: { userId: 'changed_by_user_id', userEmail: 'changed_by_email' },
  },
  add_note: {
    eventType: 'NOTE_ADDED',
    source: 'note-add',
    keys: {
      noteId: { to: 'note_id', kind: 'name' },
      pinned: { to: 'pinned', kind: 'flag' },
    },
    message: 'note',
    entity: 'noteId',
    actor: { userId: 'author_user_id', userEmail: 'author_email' },
  },
  claim_lead: {
    eventType: 'LEAD_CLAIMED',
    source: 'lead-claim',
    keys: { previousOwnerUserId: { to: 'previous_owner_user_id', kind: 'text' } },
    actor: {
      userId: 'claimed_by_user_id',
      userName: 'claimed_by_name',
      userEmail: 'claimed_by_email',
    },
    needsActor: true,
  },
};
