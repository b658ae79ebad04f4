import { z } from 'zod';
import {
  type AnsweredRequest,
  DEFAULT_ANSWER_HOURS,
  type SummaryRequest,
} from '../../core/timeline/summary';
import { DEFAULT_STATEMENT_TIMEOUT } from '../../core/timeline/timelineRequest';
import { checked, flag, type ItemPanel, names, text } from './itemPanel';
import { readFilters } from './readFilters';
import { readStatementTimeout } from './readOptions';

/** The rows that a person added, or names from an expression in the place of them all. */
const STEPS = z
  .object({ step: z.array(z.object({ eventType: text })).default([]) })
  .transform(({ step }) => step.map(({ eventType }) => eventType))
  .or(names);

/** @throws ConfigurationError naming the parameter whose value has the wrong type */
export function readSummaryRequest(panel: ItemPanel): SummaryRequest {
  return {
    filters: readFilters(panel),
    answered: readAnswered(panel),
    steps: checked('Drop-Off Steps', STEPS, panel.value('steps', {})),
    timeZone: panel.timeZone,
    statementTimeout: readStatementTimeout(panel, DEFAULT_STATEMENT_TIMEOUT),
  };
}

function readAnswered(panel: ItemPanel): AnsweredRequest | null {
  if (!checked('Answered Within', flag, panel.value('answeredWithin', false))) return null;
  const types = (name: string, label: string) => checked(label, names, panel.value(name, []));
  return {
    messageTypes: types('messageTypes', 'Message Type Names or IDs'),
    replyTypes: types('replyTypes', 'Reply Type Names or IDs'),
    withinHours: checked(
      'Hours',
      z.coerce.number(),
      panel.value('withinHours', DEFAULT_ANSWER_HOURS),
    ),
  };
}
