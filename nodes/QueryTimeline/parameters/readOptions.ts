import { DEFAULT_LIMIT } from '../../core/timeline/timelineRequest';
import { DEFAULT_MAX_CHARACTERS } from '../../core/timeline/timelineText';
import { type OutputForm, OUTPUTS } from '../outputItems';
import { checked, choiceOf, date, flag, type ItemPanel, number, text } from '../../n8n/itemPanel';

/** Which part of what was found is asked for. */
export interface PageRequest {
  readonly returnAll: boolean;
  readonly limit: number;
  readonly cursor: string | null;
  readonly startAt: string | null;
}

export function readPage(panel: ItemPanel): PageRequest {
  const returnAll = checked('Return All', flag, panel.value('returnAll', false));
  if (returnAll) return { returnAll, limit: DEFAULT_LIMIT, cursor: null, startAt: null };
  return {
    returnAll,
    limit: checked('Limit', number, panel.value('limit', DEFAULT_LIMIT)),
    cursor: checked('Cursor', text, panel.value('cursor', '')),
    startAt: checked('Start At', date, panel.value('startAt', '')),
  };
}

export function readOutputForm(panel: ItemPanel): OutputForm {
  const maxCharacters = panel.within('options', 'maxCharacters') ?? DEFAULT_MAX_CHARACTERS;
  return {
    output: checked('Output', choiceOf(OUTPUTS), panel.value('output', 'itemPerEvent')),
    simplify: checked('Simplify', flag, panel.value('simplify', true)),
    maxCharacters: checked('Options: Max Characters', number, maxCharacters),
    timeZone: panel.timeZone,
  };
}

export function readSchema(panel: ItemPanel): string {
  return checked('Options: Schema', text, panel.within('options', 'schema') ?? 'public');
}

/** @param fallback milliseconds */
export function readStatementTimeout(panel: ItemPanel, fallback: number): number {
  const value = panel.within('options', 'statementTimeout') ?? fallback;
  return checked('Options: Statement Timeout', number, value);
}
