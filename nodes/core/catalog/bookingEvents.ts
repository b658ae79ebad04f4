import { crmEventTypes } from './crmEventTypes';
import { dateTimeField, IDENTIFYING, PERSONAL, textField, urlField } from './payloadField';

const eventUri = textField('calendly_event_uri', "Calendly's address of the booking", {
  searchable: true,
});
const inviteeName = textField('invitee_name', 'Who booked', { ...PERSONAL, searchable: true });
const inviteeEmail = textField('invitee_email', 'Email of who booked', {
  ...IDENTIFYING,
  searchable: true,
});
const eventType = textField('event_type', 'The kind of meeting, e.g. Strategy Call', {
  searchable: true,
});

/** Meetings that a lead books by Calendly. */
export const bookingEvents = crmEventTypes('BOOKING', [
  {
    name: 'BOOKING_CONFIRMED',
    label: 'Booking Confirmed',
    description: 'The lead booked a meeting',
    descriptionTemplate: 'Calendly booking confirmed: {event_type}',
    fields: [
      eventUri,
      dateTimeField('scheduled_at', 'When the meeting begins', { required: true }),
      inviteeName,
      inviteeEmail,
      eventType,
      textField('assigned_to', 'Who holds the meeting', PERSONAL),
    ],
  },
  {
    name: 'BOOKING_CANCELLED',
    label: 'Booking Cancelled',
    description: 'A booked meeting was cancelled',
    descriptionTemplate: 'Calendly booking cancelled: {event_type}',
    fields: [
      eventUri,
      dateTimeField('scheduled_at', 'When the meeting would have begun'),
      inviteeName,
      inviteeEmail,
      eventType,
      textField('cancelled_by', 'Who cancelled: invitee or host'),
      textField('reason', 'Why it was cancelled', { ...PERSONAL, searchable: true }),
    ],
  },
  {
    name: 'BOOKING_RESCHEDULED',
    label: 'Booking Rescheduled',
    description: 'A booked meeting was moved to another time',
    descriptionTemplate: 'Calendly booking rescheduled: {event_type}',
    fields: [
      eventUri,
      dateTimeField('scheduled_at', 'When the meeting begins now', { required: true }),
      dateTimeField('previous_scheduled_at', 'When the meeting was to begin before'),
      inviteeName,
      inviteeEmail,
      eventType,
      textField('rescheduled_by', 'Who moved it: invitee or host'),
      urlField('reschedule_url', 'Where it can be moved again', PERSONAL),
    ],
  },
]);
