import { WriteFailure } from '../../nodes/core/writeFailure';
import { failure, queueEntry } from '../support/queueEntries';

describe('a failed write', () => {
  it('keeps 2,000 characters of its words, wherever they go', () => {
    const words = { message: 'm'.repeat(5000), hint: 'h'.repeat(5000) };
    const { message, hint } = failure(words);
    expect([message, hint]).toEqual(['m'.repeat(2000), 'h'.repeat(2000)]);
  });

  it('that follows from another one is the same incident', () => {
    const cause = failure({ code: 'ECONNREFUSED' });
    const words = { lane: cause.lane, message: 'Not tried.', hint: '' };
    const follower = new WriteFailure({ ...words, code: 'circuit_open', cause });
    const fingerprintOf = (one: WriteFailure) => queueEntry(1, { failure: one }).fingerprint;
    expect(fingerprintOf(follower)).toBe(fingerprintOf(cause));
    expect(fingerprintOf(new WriteFailure({ ...words, code: 'circuit_open' }))).not.toBe(
      fingerprintOf(cause),
    );
  });
});
