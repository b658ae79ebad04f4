import { WriteFailure } from '../writeFailure';

/** Why an event is parked whose identity belongs to an event with another payload. */
export const CONFLICT = new WriteFailure({
  lane: 'conflict',
  code: 'conflict',
  message: 'Another event with a different payload holds this identity.',
  hint: 'Give each event a Dedupe Key of its own, or discard this one in the retry queue.',
});
