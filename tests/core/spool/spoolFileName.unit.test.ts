import fc from 'fast-check';
import {
  formatClaim,
  formatName,
  nameFor,
  parseClaim,
  parseName,
} from '../../../nodes/core/spool/spoolFileName';
import { queueEntry } from '../../support/queueEntries';

const time = fc.integer({ min: 0, max: 9_999_999_999_999 });
const file = fc.record({
  oldestFailedAt: time,
  dueAt: time,
  crashClaims: fc.nat({ max: 20 }),
  content: fc.constantFrom('0123456789abcdef', 'ffffffffffffffff'),
});

const homes = fc.constantFrom('new' as const, 'parked' as const);

describe('the name of a spool file', () => {
  it('reads back as it was written, claimed or not', () => {
    fc.assert(
      fc.property(file, time, homes, (name, until, home) => {
        expect(parseName(formatName(name))).toEqual(name);
        const claim = { token: 'abcdef', until, home, file: name };
        expect(parseClaim(formatClaim(claim))).toEqual(claim);
      }),
    );
  });

  it('sorts by the age of the oldest failure', () => {
    fc.assert(
      fc.property(file, file, (one, other) => {
        fc.pre(one.oldestFailedAt < other.oldestFailedAt);
        expect(formatName(one) < formatName(other)).toBe(true);
      }),
    );
  });

  it('depends on the events alone, not on their order', () => {
    const [one, two] = [queueEntry(1), queueEntry(2)];
    expect(nameFor([one, two])).toEqual(nameFor([two, one]));
    expect(nameFor([one]).content).not.toBe(nameFor([two]).content);
    expect(nameFor([two, one]).oldestFailedAt).toBe(Date.parse(one.firstFailedAt));
  });

  it('makes a foreign name count as old and due, and as a claim that has ended', () => {
    expect(parseName('copy of a file.txt')).toMatchObject({ oldestFailedAt: 0, dueAt: 0 });
    expect(parseClaim('copy of a file.txt')).toMatchObject({ token: '', until: 0 });
  });
});
