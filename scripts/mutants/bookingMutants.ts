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
    title: 'becomes one event with the time before, the cancellation first',
  },
  {
    name: 'a move that comes again looks its time up anew',
    file: BOOKINGS,
    find: 'ofOwn === undefined ?',
    replace: 'true ?',
    test: MOVE_TEST,
    title: 'stays the same when it comes again after the earlier booking did',
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
