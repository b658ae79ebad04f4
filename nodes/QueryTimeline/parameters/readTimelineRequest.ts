import { z } from 'zod';
import {
  DEFAULT_STATEMENT_TIMEOUT,
  type TimelineRequest,
  type TimelineSubject,
} from '../../core/timeline/timelineRequest';
import { locatedValue } from '../../n8n/locatedValue';
import { checked, type ItemPanel, text } from './itemPanel';
import { readTimelineFilters } from './readFilters';
import { readPage, readStatementTimeout } from './readOptions';

const SUBJECTS = ['lead', 'entity', 'user', 'visitor', 'session', 'execution'] as const;
const LEAD_BY = ['id', 'airtableId', 'email', 'any', 'name', 'list'] as const;
const VALUE_LABELS = {
  entity: 'Entity ID',
  user: 'User ID',
  visitor: 'Visitor Token',
  session: 'Session ID',
  execution: 'Execution ID',
} as const;

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
  const kind = checked('Subject', z.enum(SUBJECTS), panel.value('subject', 'lead'));
  if (kind !== 'lead') {
    return { kind, value: checked(VALUE_LABELS[kind], text, panel.value('subjectValue', '')) };
  }
  const by = checked('Find Lead By', z.enum(LEAD_BY), panel.value('leadBy', 'any'));
  if (by !== 'list')
    return { kind, by, value: checked('Lead', text, panel.value('leadValue', '')) };
  return { kind, by: 'id', value: checked('Lead', text, locatedValue(panel.value('lead', ''))) };
}
