import { crmEventTypes } from './crmEventTypes';
import { IDENTIFYING, numberField, textField } from './payloadField';

const campaignId = textField('campaign_id', 'The campaign', { required: true });
const campaignName = textField('campaign_name', "The campaign's name", { searchable: true });

/** A lead's way into, through and out of a campaign. */
export const campaignEvents = crmEventTypes('CAMPAIGN', [
  {
    name: 'CAMPAIGN_ENROLLED',
    label: 'Campaign Enrolled',
    description: 'The lead was added to a campaign',
    descriptionTemplate: 'Enrolled in campaign: {campaign_name}',
    fields: [
      campaignId,
      campaignName,
      textField('enrolled_by_user_id', 'Who enrolled the lead'),
      textField('enrolled_by_email', 'Email of who enrolled the lead', IDENTIFYING),
      textField('enrollment_source', 'How the lead came in, e.g. form or manual'),
    ],
  },
  {
    name: 'CAMPAIGN_REMOVED',
    label: 'Campaign Removed',
    description: 'The lead was taken out of a campaign',
    descriptionTemplate: 'Removed from campaign: {campaign_name}',
    fields: [
      campaignId,
      campaignName,
      textField('reason', 'Why the lead was removed', { searchable: true }),
      textField('removed_by_user_id', 'Who removed the lead'),
      textField('removed_by_email', 'Email of who removed the lead', IDENTIFYING),
    ],
  },
  {
    name: 'CAMPAIGN_COMPLETED',
    label: 'Campaign Completed',
    description: 'The lead reached the end of a campaign',
    descriptionTemplate: 'Completed campaign: {campaign_name}',
    fields: [
      campaignId,
      campaignName,
      numberField('messages_sent', 'How many messages the lead was sent'),
      textField('outcome', 'How it ended, e.g. no_reply or booked'),
    ],
  },
]);
