import * as fc from 'fast-check';
import {
  eventId,
  eventIdMilliseconds,
  keyedIdentity,
  originIdentity,
} from '../../../nodes/core/activity/eventIdentity';
import { countingRandom, origin } from '../../support/makeEvents';

const sha256 = fc.string({
  unit: fc.constantFrom(...'0123456789abcdef'),
  minLength: 64,
  maxLength: 64,
});
const milliseconds = fc.nat(253_402_300_799_999);

describe('eventId', () => {
  it('carries time, version 8, variant and the head of the identity', () => {
    const hash = `fedcba9876543210${'0'.repeat(48)}`;
    expect(eventId(0x0123456789ab, hash)).toBe('01234567-89ab-8fed-8ba9-876543210000');
  });

  it('is a UUID of version 8 for every time and identity', () => {
    fc.assert(
      fc.property(milliseconds, sha256, (time, hash) => {
        const id = eventId(time, hash);
        expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        expect(eventIdMilliseconds(id)).toBe(time);
      }),
    );
  });

  it('sorts as its times do', () => {
    fc.assert(
      fc.property(milliseconds, milliseconds, sha256, (a, b, hash) => {
        fc.pre(a < b);
        expect(eventId(a, hash) < eventId(b, hash)).toBe(true);
      }),
    );
  });
});

describe('keyedIdentity', () => {
  it('is the SHA-256 of tenant, event type and key', () => {
    expect(keyedIdentity('default', 'MESSAGE_SENT', '12345')).toBe(
      '769777c133a03c4bd38aae9d74fb8a0392f1d70ee53e856a120e900dda83601b',
    );
  });

  it('keeps neighbouring parts apart', () => {
    expect(keyedIdentity('a', 'bc', 'd')).not.toBe(keyedIdentity('ab', 'c', 'd'));
    expect(keyedIdentity('a', 'b","c', 'd')).not.toBe(keyedIdentity('a', 'b', 'c","d'));
  });

  it('tells a send from its receipt and one tenant from another', () => {
    const identities = [
      keyedIdentity('default', 'MESSAGE_SENT', '1'),
      keyedIdentity('default', 'MESSAGE_DELIVERED', '1'),
      keyedIdentity('other', 'MESSAGE_SENT', '1'),
      keyedIdentity('default', 'MESSAGE_SENT', '2'),
    ];
    expect(new Set(identities).size).toBe(4);
  });
});

describe('originIdentity', () => {
  it('is the same for a rerun, on another host and after renaming the node', () => {
    const rerun = { ...origin, host: 'host-2', nodeName: 'Renamed', packageVersion: '9.9.9' };
    expect(originIdentity(rerun, countingRandom())).toBe(originIdentity(origin, countingRandom()));
  });

  it.each([
    { instanceId: 'x' },
    { workflowId: 'x' },
    { executionId: 'x' },
    { nodeId: 'x' },
    { runIndex: 1 },
    { itemIndex: 1 },
  ])('differs with %o', (change) => {
    const other = originIdentity({ ...origin, ...change }, countingRandom());
    expect(other).not.toBe(originIdentity(origin, countingRandom()));
    expect(other).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each([
    ['without an execution id', { executionId: null }],
    ['for the tool calls of an agent, which may share run and item', { isToolCall: true }],
  ])('is random %s', (_, change) => {
    const random = countingRandom();
    const manual = { ...origin, ...change };
    const first = originIdentity(manual, random);
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(originIdentity(manual, random)).not.toBe(first);
  });
});
