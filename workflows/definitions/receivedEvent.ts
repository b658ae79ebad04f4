import { configured } from './configured';
import { logActivity, type LogActivityParameters } from './ourNodes';
import type { Expression, NodeKind } from './workflowFile';

interface ReceivedEvent {
  /** Default: `leadBy` of the item. */
  readonly leadBy?: Expression;
  readonly entityId: Expression;
  /** Milliseconds in which the event must be written or kept: the caller waits. */
  readonly totalTimeLimit: number;
  /** What a kind of event has besides, e.g. a message. */
  readonly texts?: Pick<LogActivityParameters, 'description' | 'messageContent'>;
  /** Whether the service says when it happened, in `timestamp`; else it is now. */
  readonly hasTimestamp?: boolean;
}

/**
 * Logs what a service told a webhook: items of `{ kind, lead, fields, dedupeKey }`. It never stops the
 * execution: what could be kept nowhere must still be answered, with 500.
 */
export function logReceived(event: ReceivedEvent): NodeKind {
  const { entityId, totalTimeLimit, texts = {}, hasTimestamp = true } = event;
  const parameters = logActivity({
    connection: 'postgres',
    eventType: { __rl: true, mode: 'name', value: `={{ $json.kind }}` },
    leadBy: event.leadBy ?? `={{ $json.leadBy }}`,
    leadValue: `={{ $json.lead }}`,
    fieldsMode: 'json',
    fieldsJson: `={{ $json.fields }}`,
    ...texts,
    additionalFields: {
      dedupeKey: `={{ $json.dedupeKey }}`,
      entityId,
      tenant: configured('tenant'),
      ...(hasTimestamp ? { timestamp: `={{ $json.timestamp }}` as const } : {}),
    },
    include: 'receiptOnly',
    retryQueue: 'automatic',
    options: {
      schema: configured('schema'),
      spoolFolder: configured('spoolFolder'),
      totalTimeLimit,
    },
  });
  return { ...parameters, onError: 'continueRegularOutput' };
}
