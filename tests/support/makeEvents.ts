import type {
  ActivityEvent,
  EnrichedEvent,
  EventOrigin,
} from '../../nodes/core/activity/activityEvent';
import { enrichEvent } from '../../nodes/core/activity/enrichEvent';
import { validateEvent } from '../../nodes/core/activity/validateEvent';
import type { PrivacyMode } from '../../nodes/core/activity/privacyMode';
import type { RandomSource } from '../../nodes/core/ports';

export const origin: EventOrigin = {
  instanceId: 'instance-1',
  workflowId: 'kJMMZ10anu4NqYUL',
  executionId: '28973',
  nodeId: 'node-1',
  nodeName: 'Log Activity',
  runIndex: 0,
  itemIndex: 0,
  isToolCall: false,
  host: 'host-1',
  packageVersion: '0.1.0',
};

/** Counts up, so that no two draws are the same. */
export function countingRandom(): RandomSource {
  let drawn = 0;
  return {
    bytes: (count) => new Uint8Array(count).fill(++drawn),
    fraction: () => 0.5,
  };
}

/** A valid event of MESSAGE_SENT, unless `input` says otherwise. */
export function makeActivity(input: Record<string, unknown> = {}): ActivityEvent {
  return validateEvent({ eventType: 'MESSAGE_SENT', ...input }, { registered: null });
}

export function makeEnriched(
  input: Record<string, unknown> = {},
  from: Partial<EventOrigin> = {},
  privacy: PrivacyMode = 'catalogDefault',
): EnrichedEvent {
  return enrichEvent(makeActivity(input), {
    origin: { ...origin, ...from },
    occurredAt: new Date('2025-11-07T08:15:05.123Z'),
    defaultSource: 'n8n:kJMMZ10anu4NqYUL',
    random: countingRandom(),
    privacy,
  });
}
