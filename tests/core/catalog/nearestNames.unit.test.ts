import * as fc from 'fast-check';
import { EVENT_TYPES } from '../../../nodes/core/catalog/eventTypes';
import { nearestNames } from '../../../nodes/core/catalog/nearestNames';

const KNOWN = EVENT_TYPES.map((type) => type.name);

describe('nearestNames', () => {
  it.each(['message sent', 'Message-Sent', 'messageSent', 'MESAGE_SENT', 'MESSAGE_SNET'])(
    'finds MESSAGE_SENT for %s',
    (name) => expect(nearestNames(name, KNOWN)[0]).toBe('MESSAGE_SENT'),
  );

  it('finds types of other sources, whose names have dots', () => {
    expect(nearestNames('user_login', [...KNOWN, 'user.login'])).toEqual(['user.login']);
  });

  it('finds nothing for what resembles nothing', () => {
    expect(nearestNames('xyzzy', KNOWN)).toEqual([]);
    expect(nearestNames('', KNOWN)).toEqual([]);
    expect(nearestNames('  - ', KNOWN)).toEqual([]);
  });

  it('names each once, the nearest first', () => {
    expect(nearestNames('ab_c', ['ABD', 'ABC', 'ABC'])).toEqual(['ABC', 'ABD']);
  });

  it('names at most three known ones, whatever it is asked', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (name) => {
        const found = nearestNames(name, KNOWN);
        expect(found.length).toBeLessThanOrEqual(3);
        for (const candidate of found) expect(KNOWN).toContain(candidate);
      }),
    );
  });

  it('finds a name again after any one letter is lost', () => {
    fc.assert(
      fc.property(fc.constantFrom(...KNOWN), fc.nat(40), (name, at) => {
        const cut = name.slice(0, at % name.length) + name.slice((at % name.length) + 1);
        expect(nearestNames(cut, KNOWN)).toContain(name);
      }),
    );
  });
});
