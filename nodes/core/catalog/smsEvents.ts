import { crmEventTypes } from './crmEventTypes';
import { IDENTIFYING, numberField, PERSONAL, textField, urlField } from './payloadField';

const campaignId = textField('campaign_id', 'The campaign that the message belongs to');
const phone = textField('phone', "The lead's phone number", { ...IDENTIFYING, searchable: true });
const templateId = textField('template_id', 'The template that the message was made from');
const messageId = textField('simpletexting_id', "SimpleTexting's id of the message", {
  searchable: true,
});
const carrier = textField('carrier', "The lead's mobile network");

/** Text messages to and from a lead. */
export const smsEvents = crmEventTypes('SMS', [
  {
    name: 'MESSAGE_SENT',
    label: 'Message Sent',
    description: 'An SMS was handed to the provider',
    descriptionTemplate: 'SMS sent: {message}',
    fields: [
      campaignId,
      phone,
      templateId,
      messageId,
      numberField('sequence_position', 'Which message of the sequence it was, from 1'),
    ],
  },
  {
    name: 'MESSAGE_FAILED',
    label: 'Message Failed',
    description: 'The provider refused an SMS',
    descriptionTemplate: 'SMS failed: {error_message|no reason given}',
    fields: [
      campaignId,
      phone,
      templateId,
      textField('error_code', "The provider's error code"),
      textField('error_message', "The provider's reason", { searchable: true, ...PERSONAL }),
      numberField('attempts', 'How often sending was tried'),
    ],
  },
  {
    name: 'MESSAGE_DELIVERED',
    label: 'Message Delivered',
    description: 'The carrier confirmed that an SMS arrived',
    descriptionTemplate: 'SMS delivered',
    fields: [
      campaignId,
      phone,
      messageId,
      carrier,
      textField('delivery_status', "The carrier's status of the message"),
    ],
  },
  {
    name: 'INBOUND_REPLY',
    label: 'Inbound Reply',
    description: 'The lead replied to an SMS',
    descriptionTemplate: 'Reply received: {message}',
    fields: [
      campaignId,
      phone,
      messageId,
      textField('in_reply_to', "SimpleTexting's id of the message that was answered"),
      textField('sentiment', 'How the reply was read, e.g. positive'),
      textField('intent', 'What the lead wants, e.g. book_call'),
    ],
  },
  {
    name: 'LINK_CLICKED',
    label: 'Link Clicked',
    description: 'The lead clicked a link in a message',
    descriptionTemplate: 'Link clicked: {link_url}',
    fields: [
      campaignId,
      phone,
      messageId,
      urlField('link_url', 'The link that was clicked', { searchable: true, ...PERSONAL }),
      numberField('click_count', 'How often the lead has clicked it'),
    ],
  },
  {
    name: 'OPT_OUT',
    label: 'Opt Out',
    description: 'The lead asked to receive no more messages, e.g. by replying STOP',
    descriptionTemplate: 'Opted out of SMS: {keyword}',
    fields: [
      campaignId,
      phone,
      messageId,
      textField('keyword', 'The word that ended it, e.g. STOP'),
    ],
  },
]);
