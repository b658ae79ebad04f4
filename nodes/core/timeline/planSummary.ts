import type { EventFilters } from './eventFilters';
import { invalidParameter, requireText } from './invalidParameter';
import { planFilters } from './planFilters';
import { checkStatementTimeout } from './statementTimeout';
import type { AnsweredRequest, SummaryRequest } from './summary';
import { checkTimeZone } from './timeZone';

/** A checked request. Names of types are distinct; that they exist is left to the database. */
export interface SummaryPlan {
  readonly filters: EventFilters;
  readonly answered: AnsweredRequest | null;
  readonly steps: readonly string[];
  /** IANA name that is known here. */
  readonly timeZone: string;
  /** Milliseconds. */
  readonly statementTimeout: number;
}

/** The parameters of a summary as the panel shows them. */
export const SUMMARY_PARAMETERS = {
  messageTypes: 'Message Type Names or IDs',
  replyTypes: 'Reply Type Names or IDs',
  withinHours: 'Within Hours',
  steps: 'Drop-Off Steps',
} as const;

/** Longest controlled name (width of `event_type`). */
const MAX_NAME = 100;
/** A year. */
const MAX_HOURS = 8760;
const FEWEST_STEPS = 2;
const MOST_STEPS = 20;

/**
 * Checks a request. Asks no database.
 * @throws ConfigurationError naming the parameter as the panel shows it, and the cure
 */
export function planSummary(request: SummaryRequest, now: Date): SummaryPlan {
  const { timeZone } = request;
  checkTimeZone(timeZone);
  const filters = planFilters(request.filters, { timeZone, now });
  const answered = request.answered === null ? null : planAnswered(request.answered, filters);
  return {
    filters,
    answered,
    steps: planSteps(request.steps, filters),
    timeZone,
    statementTimeout: checkStatementTimeout(request.statementTimeout),
  };
}

function planAnswered(request: AnsweredRequest, filters: EventFilters): AnsweredRequest {
  const { messageTypes: messages, replyTypes: replies, withinHours: hours } = SUMMARY_PARAMETERS;
  const messageTypes = someNames(request.messageTypes, messages);
  const replyTypes = someNames(request.replyTypes, replies);
  if (messageTypes.some((name) => replyTypes.includes(name))) {
    throw invalidParameter(
      `The parameters ${messages} and ${replies} have a type in common, so a message would be its own reply.`,
      'Choose each type in one of the two.',
    );
  }
  const { withinHours } = request;
  if (!(withinHours > 0 && withinHours <= MAX_HOURS)) {
    throw invalidParameter(
      `The parameter ${hours} must be a number above 0 and at most ${MAX_HOURS}, a year.`,
      'Enter how many hours after a message a reply still counts, e.g. 24.',
    );
  }
  refuseFilteredOut(messageTypes, messages, filters);
  return { messageTypes, replyTypes, withinHours };
}

function someNames(values: readonly string[], parameter: string): string[] {
  if (values.length > 0) return distinctNames(values, parameter);
  throw invalidParameter(
    `The parameter ${parameter} is empty.`,
    `Choose at least one event type, or turn off Answered Within.`,
  );
}

function planSteps(values: readonly string[], filters: EventFilters): string[] {
  const parameter = SUMMARY_PARAMETERS.steps;
  const steps = distinctNames(values, parameter);
  const isPath = steps.length >= FEWEST_STEPS && steps.length <= MOST_STEPS;
  if (steps.length < values.length || (values.length > 0 && !isPath)) {
    throw invalidParameter(
      `The parameter ${parameter} must hold ${FEWEST_STEPS} to ${MOST_STEPS} different event types, or none.`,
      'Add each event type once, in the order in which leads pass through them.',
    );
  }
  refuseFilteredOut(steps, parameter, filters);
  return steps;
}

/** What the filter by type leaves out would count as nobody, which looks like an answer. */
function refuseFilteredOut(
  names: readonly string[],
  parameter: string,
  { eventTypes }: EventFilters,
): void {
  if (eventTypes === null || names.every((name) => eventTypes.includes(name))) return;
  throw invalidParameter(
    `The parameter ${parameter} holds an event type that the filter by event type leaves out.`,
    `Add it to Filters: Event Type Names or IDs (or to type: in the query), or leave that filter empty.`,
  );
}

function distinctNames(values: readonly string[], parameter: string): string[] {
  return [...new Set(values.map((value) => requireText(value, parameter, MAX_NAME)))];
}
