import { crmEventTypes } from './crmEventTypes';
import { dateTimeField, IDENTIFYING, numberField, PERSONAL, textField } from './payloadField';

const conversationId = textField('conversation_id', 'The conversation', { searchable: true });
const phone = textField('phone', "The lead's phone number", { ...IDENTIFYING, searchable: true });
const questionKey = textField('question_key', 'Which question it is, e.g. budget', {
  required: true,
});

/** Two-way conversations that software leads until a person takes over. */
export const conversationEvents = crmEventTypes('CONVERSATION', [
  {
    name: 'AI_RESPONSE_SENT',
    label: 'AI Response Sent',
    description: 'An answer written by a model was sent to the lead',
    descriptionTemplate: 'AI response sent: {message}',
    fields: [
      conversationId,
      phone,
      textField('model', 'The model that wrote the answer'),
      numberField('confidence', 'How sure the model was, from 0 to 1'),
      numberField('response_time_ms', 'How long the answer took, in milliseconds'),
    ],
  },
  {
    name: 'QUALIFYING_QUESTION_ASKED',
    label: 'Qualifying Question Asked',
    description: 'The lead was asked a qualifying question',
    descriptionTemplate: 'Qualifying question asked: {question_key}',
    fields: [
      conversationId,
      questionKey,
      numberField('question_number', 'Which question of the conversation it is, from 1'),
    ],
  },
  {
    name: 'QUALIFYING_ANSWER_CAPTURED',
    label: 'Qualifying Answer Captured',
    description: "The lead's answer to a qualifying question was understood",
    descriptionTemplate: 'Qualifying answer captured for {question_key}: {answer}',
    fields: [
      conversationId,
      questionKey,
      textField('answer', 'What the lead answered', { ...PERSONAL, searchable: true }),
      numberField('confidence', 'How sure the reading is, from 0 to 1'),
    ],
  },
  {
    name: 'NURTURE_SCHEDULED',
    label: 'Nurture Scheduled',
    description: 'A later message to the lead was planned',
    descriptionTemplate: 'Nurture scheduled for {scheduled_for}',
    fields: [
      conversationId,
      dateTimeField('scheduled_for', 'When the lead will hear from us', { required: true }),
      textField('reason', 'Why it waits', { searchable: true }),
      textField('campaign_id', 'The campaign that takes over'),
    ],
  },
  {
    name: 'CIRCUIT_BREAKER_TRIGGERED',
    label: 'Circuit Breaker Triggered',
    description: 'The conversation was stopped for safety',
    descriptionTemplate: 'Conversation stopped: {reason|no reason given}',
    fields: [
      conversationId,
      textField('reason', 'Which limit was reached', { searchable: true }),
      numberField('message_count', 'How many messages had been exchanged'),
      numberField('threshold', 'The limit'),
    ],
  },
  {
    name: 'CONVERSATION_ESCALATED',
    label: 'Conversation Escalated',
    description: 'A person took over the conversation',
    descriptionTemplate: 'Conversation escalated: {reason|no reason given}',
    fields: [
      conversationId,
      textField('reason', 'Why a person was needed', { searchable: true }),
      textField('escalated_to_user_id', 'Who took over'),
      textField('escalated_to_email', 'Email of who took over', IDENTIFYING),
      textField('priority', 'How urgent it is, e.g. high'),
    ],
  },
]);
