import {
  DEFAULT_STATEMENT_TIMEOUT,
  LEAD_BY,
  type TimelineRequest,
  type TimelineSubject,
  VALUE_SUBJECTS,
  type ValueSubject,
} from '../../core/timeline/timelineRequest';
import { locatedValue } from '../../n8n/locatedValue';
import { checked, choiceOf, type ItemPanel, text } from '../../n8n/itemPanel';
import { readTimelineFilters } from './readFilters';
import { readPage, readStatementTimeout } from './readOptions';

const SUBJECTS = ['lead', ...VALUE_SUBJECTS] as const;
const WAYS_TO_FIND = [...LEAD_BY, 'list'] as const;
const VALUE_LABELS: Readonly<Record<ValueSubject, string>> = {
  entity: 'Entity ID',
  user: 'User ID',
  visitor: 'Visitor Token',
  session: 'Session ID',
  execution: 'Execution ID',
};

/** What Get Timeline asks for. */
export interface TimelineParameters {
  readonly request: TimelineRequest;
  readonly returnAll: boolean;
}

/** @throws ConfigurationError naming the parameter whose value has the wrong type */
export function readTimelineRequest(panel: ItemPanel): TimelineParameters {
  const { returnAll, ...page } = readPage(panel);
  const request: TimelineRequest = {
    subject: readSubject(panel),
    filters: readTimelineFilters(panel),
    ...page,
    timeZone: panel.timeZone,
    statementTimeout: readStatementTimeout(panel, DEFAULT_STATEMENT_TIMEOUT),
  };
  return { request, returnAll };
}

function readSubject(panel: ItemPanel): TimelineSubject {
  const kind = checked('Subject', choiceOf(SUBJECTS), panel.value('subject', 'lead'));
  if (kind !== 'lead') {
    return { kind, value: checked(VALUE_LABELS[kind], text, panel.value('subjectValue', '')) };
  }
  const by = checked('Find Lead By', choiceOf(WAYS_TO_FIND), panel.value('leadBy', 'any'));
  if (by !== 'list')
    return { kind, by, value: checked('Lead', text, panel.value('leadValue', '')) };
  return { kind, by: 'id', value: checked('Lead', text, locatedValue(panel.value('lead', ''))) };
}
