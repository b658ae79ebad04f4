import type { Mutant } from './mutant';

const BOOKINGS = 'workflows/calendly-booking.json';
const BOOKING_TEST = 'tests/workflows/calendlyBooking.engine.test.ts';
const MOVE_TEST = 'tests/workflows/calendlyMoves.engine.test.ts';
const SIGNATURE_TEST = 'tests/workflows/calendlySignature.engine.test.ts';

/** The template that logs bookings. */
export const BOOKING_MUTANTS: readonly Mutant[] = [
  {
    name: 'any signature is good for a booking',
    file: BOOKINGS,
    find: 'return isSame(',
    replace: 'return true || isSame(',
    test: SIGNATURE_TEST,
    title: 'when it was made with another key',
  },
  {
    name: 'a signed booking is believed for ever',
    file: BOOKINGS,
    find: ' && age <= $json.maximumAgeSeconds',
    replace: '',
    test: SIGNATURE_TEST,
    title: 'when it is older than three minutes',
  },
  {
    name: 'n8n guesses how the body of a booking is encoded',
    file: BOOKINGS,
    find: '"encoding": "utf8",',
    replace: '',
    test: SIGNATURE_TEST,
    title: 'is made over the bytes of a body in long English',
  },
  {
    name: 'a booking is read from what was not signed',
    file: BOOKINGS,
    find: 'JSON.parse($json.text)',
    replace: "$('Receive Delivery').first().json.body",
    test: SIGNATURE_TEST,
    title: 'covers all that is read',
  },
  {
    name: 'a moved meeting counts as cancelled, too',
    file: BOOKINGS,
    find: 'isCanceled && payload.rescheduled !== true',
    replace: 'isCanceled',
    test: MOVE_TEST,
    title: 'becomes one event that names the booking before, the cancellation first',
  },
  {
    name: 'a moved meeting forgets which one it was',
    file: BOOKINGS,
    find: 'old_invitee: payload.old_invitee, ',
    replace: '',
    test: MOVE_TEST,
    title: 'names the booking of the last move',
  },
  {
    name: 'a move has other words each time it comes',
    file: BOOKINGS,
    find: 'old_invitee: payload.old_invitee, ',
    replace: 'old_invitee: payload.old_invitee, rescheduled_by: String($now), ',
    test: MOVE_TEST,
    title: 'stays the same when it comes again after the earlier booking did',
  },
  {
    name: 'an odd letter in a name takes a booking to a person',
    file: BOOKINGS,
    find: 'value.toWellFormed().replaceAll',
    replace: 'value.replaceAll',
    test: BOOKING_TEST,
    title: 'keeps no character that PostgreSQL does not take',
  },
  {
    name: 'each delivery of a booking is an event of its own',
    file: BOOKINGS,
    find: "'calendly:' + payload.uri",
    replace: "'calendly:' + $now.toMillis()",
    test: BOOKING_TEST,
    title: 'writes one row for a delivery that comes twice',
  },
  {
    name: 'Calendly is told that a lost booking is safe',
    file: BOOKINGS,
    find: '$json.statusCode === 500 ? 500 : 200',
    replace: '200',
    test: BOOKING_TEST,
    title: 'answers 500 when nothing can keep the booking',
  },
  {
    name: 'Calendly is refused what waits for a person',
    file: BOOKINGS,
    find: '$json.statusCode === 500 ? 500 : 200',
    replace: '$json.statusCode',
    test: BOOKING_TEST,
    title: 'takes what the log parks',
  },
];
