import { crmEventTypes } from './crmEventTypes';
import { booleanField, IDENTIFYING, PERSONAL, textField } from './payloadField';

/** What people do to a lead by hand. */
export const manualEvents = crmEventTypes('MANUAL', [
  {
    name: 'STATUS_CHANGED',
    label: 'Status Changed',
    description: "A person changed the lead's status",
    descriptionTemplate: 'Status changed from {old_status|unknown} to {new_status}',
    fields: [
      textField('old_status', 'The status before'),
      textField('new_status', 'The status now', { required: true, searchable: true }),
      textField('reason', 'Why it was changed', { ...PERSONAL, searchable: true }),
      textField('changed_by_user_id', 'Who changed it'),
      textField('changed_by_email', 'Email of who changed it', IDENTIFYING),
    ],
  },
  {
    name: 'NOTE_ADDED',
    label: 'Note Added',
    description: 'A person wrote a note; its text is the message content',
    descriptionTemplate: 'Note added: {message}',
    fields: [
      textField('note_id', 'The note'),
      booleanField('pinned', 'Whether the note stays on top'),
      textField('author_user_id', 'Who wrote it'),
      textField('author_email', 'Email of who wrote it', IDENTIFYING),
    ],
  },
  {
    name: 'LEAD_CLAIMED',
    label: 'Lead Claimed',
    description: 'A person took charge of the lead',
    descriptionTemplate: 'Lead claimed by {claimed_by_name|a team member}',
    fields: [
      textField('claimed_by_user_id', 'Who claimed it'),
      textField('claimed_by_name', 'Name of who claimed it', { ...PERSONAL, searchable: true }),
      textField('claimed_by_email', 'Email of who claimed it', IDENTIFYING),
      textField('previous_owner_user_id', 'Who was in charge before'),
    ],
  },
]);
