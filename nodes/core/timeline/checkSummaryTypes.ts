import type { RegisteredEventType } from '../catalog/eventTypeDefinition';
import { checkFilterNames } from './checkFilterNames';
import { SUMMARY_PARAMETERS, type SummaryPlan } from './planSummary';

/**
 * Refuses a message, reply or step of a type that nothing was ever logged under.
 * @param registered the rows of `activity_event_type`
 * @throws ConfigurationError naming the parameter, the unknown name and the nearest known ones
 */
export function checkSummaryTypes(
  { answered, steps }: SummaryPlan,
  registered: readonly RegisteredEventType[],
): void {
  const check = (eventTypes: readonly string[], parameter: string): void => {
    const parameters = { eventTypes: parameter, categories: parameter };
    checkFilterNames({ eventTypes, categories: null }, registered, parameters);
  };
  check(answered?.messageTypes ?? [], SUMMARY_PARAMETERS.messageTypes);
  check(answered?.replyTypes ?? [], SUMMARY_PARAMETERS.replyTypes);
  check(steps, SUMMARY_PARAMETERS.steps);
}
