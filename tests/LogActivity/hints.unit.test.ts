import type { LogRequest } from '../../nodes/core/prepareEvents';
import { repetitionHints } from '../../nodes/LogActivity/hints';
import { origin } from '../support/makeEvents';

const WEBHOOK = ['n8n-nodes-base.set', 'n8n-nodes-base.webhook'];
const withKey = (dedupeKey: unknown): LogRequest => ({ origin, input: { dedupeKey } });

describe('the hint that a webhook can repeat events', () => {
  it.each([undefined, null, ''])('counts the events whose key is %p', (none) => {
    const [hint, ...others] = repetitionHints(
      [withKey(none), withKey('a'), withKey(none)],
      WEBHOOK,
    );
    expect(others).toEqual([]);
    expect(hint?.message).toMatch(/ 2 events have no Dedupe Key: .* Additional Fields\.$/);
  });

  it('is not given when each event has its key', () => {
    expect(repetitionHints([withKey('a'), withKey(7)], WEBHOOK)).toEqual([]);
  });

  it('is not given when no webhook comes before the node', () => {
    expect(repetitionHints([withKey('')], ['n8n-nodes-base.scheduleTrigger'])).toEqual([]);
  });
});
