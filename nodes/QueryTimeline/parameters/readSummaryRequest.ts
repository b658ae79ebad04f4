import { z } from 'zod';
import {
  type AnsweredRequest,
  DEFAULT_ANSWER_HOURS,
  type SummaryRequest,
} from '../../core/timeline/summary';
import { DEFAULT_STATEMENT_TIMEOUT } from '../../core/timeline/timelineRequest';
import { SUMMARY_PARAMETERS } from '../../core/timeline/planSummary';
import { checked, flag, type ItemPanel, names, number, text } from '../../n8n/itemPanel';
import { readFilters } from './readFilters';
import { readStatementTimeout } from './readOptions';

/** The rows that a person added, or names from an expression in the place of them all. */
const STEPS = z
  .object({ step: z.array(z.object({ eventType: text })).default([]) })
  .transform(({ step }) => step.map(({ eventType }) => eventType))
  .or(names)
  .describe('steps of an event type each, or names of event types');

/** @throws ConfigurationError naming the parameter whose value has the wrong type */
export function readSummaryRequest(panel: ItemPanel): SummaryRequest {
  return {
    filters: readFilters(panel),
    answered: readAnswered(panel),
    steps: checked(SUMMARY_PARAMETERS.steps, STEPS, panel.value('steps', {})),
    timeZone: panel.timeZone,
    statementTimeout: readStatementTimeout(panel, DEFAULT_STATEMENT_TIMEOUT),
  };
}

function readAnswered(panel: ItemPanel): AnsweredRequest | null {
  if (!checked('Answered Within', flag, panel.value('answeredWithin', false))) return null;
  const types = (name: 'messageTypes' | 'replyTypes') =>
    checked(SUMMARY_PARAMETERS[name], names, panel.value(name, []));
  return {
    messageTypes: types('messageTypes'),
    replyTypes: types('replyTypes'),
    withinHours: checked(
      SUMMARY_PARAMETERS.withinHours,
      number,
      panel.value('withinHours', DEFAULT_ANSWER_HOURS),
    ),
  };
}
