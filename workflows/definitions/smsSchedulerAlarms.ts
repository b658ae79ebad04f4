import { configuredValue } from './configured';
import { LEAD_COLUMNS, LEAD_PROGRESS } from './leadTable';
import { OUTCOMES } from './smsSchedulerExpressions';
import type { Expression } from './workflowFile';

const { progress } = LEAD_COLUMNS;

const LOST = `($('Log Activity').isExecuted ? $('Log Activity').all(0) : []).filter(({ json }) => !['written', 'duplicate', 'deadLettered', 'parked', 'conflict'].includes(json.outcome)).length`;
/** Of an earlier batch they are all updated: else the run had ended there. */
const NOT_UPDATED = `(() => {
  if (!$('Update Leads Again').isExecuted) return [];
  const updated = $('Update Leads Again').all(0).map(({ json }) => json.id);
  return $('Leads Not Updated').all(0).map(({ json }) => json.leadId).filter((id) => !updated.includes(id));
})()`;
const countOf = (outcome: string) =>
  `${OUTCOMES}.filter(({ outcome }) => outcome === '${outcome}').length`;

/** One message that goes out proves that SimpleTexting works; the others' troubles are then their own. */
export const IS_BATCH_WELL: Expression = `={{ ${LOST} === 0 && ${NOT_UPDATED}.length === 0 && (${countOf('Sent')} > 0 || ${countOf('Not Sent')} + ${countOf('Unsure')} === 0) }}`;

/** JavaScript of what kept no batch from going on, in all of the run: sentences. */
const LEFT_OVER = `(() => {
  const countOf = (name, output, isMeant) => {
    let count = 0;
    // A node that did not run so often has no items, and says so by an error.
    for (let run = 0; $(name).isExecuted && run <= ${configuredValue('batchesPerRun')}; run++) {
      try { count += $(name).all(output, run).filter(({ json }) => isMeant(json)).length; } catch { break; }
    }
    return count;
  };
  const audit = countOf('Write SMS_Audit Again', 0, ({ records }) => records === undefined);
  const parked = countOf('Log Activity', 0, ({ outcome }) => ['parked', 'conflict'].includes(outcome));
  return [
    audit === 0 ? '' : 'Airtable did not take the rows of ' + audit + ' batches for ' + ${configuredValue('auditTable')} + '; the messages themselves are in the log.',
    parked === 0 ? '' : parked + ' events are parked in the retry queue, where a person must look.',
  ];
})()`;

export const IS_ALL_KEPT: Expression = `={{ ${LEFT_OVER}.join('') === '' }}`;
export const RUN_ALARM: Expression = `={{ ${LEFT_OVER}.filter(Boolean).join(' ') }}`;

export const BATCH_ALARM: Expression = `={{ (() => {
  const [lost, closed, unsure, sent] = [${LOST}, ${countOf('Not Sent')}, ${countOf('Unsure')}, ${countOf('Sent')}];
  const code = ${OUTCOMES}.find(({ outcome }) => ['Not Sent', 'Unsure'].includes(outcome))?.statusCode ?? 0;
  const notUpdated = ${NOT_UPDATED};
  return [
    sent + ' messages of this batch went out.',
    lost === 0 ? '' : lost + ' events of this batch could be kept nowhere: neither PostgreSQL nor a retry queue took them. Their texts are in this execution.',
    notUpdated.length === 0 ? '' : 'Airtable did not take what became of ' + notUpdated.length + ' leads; unless they were deleted, they still have "${LEAD_PROGRESS.sending}" in ${progress}, and their timelines tell whether a message went out: ' + notUpdated.join(', ') + '.',
    sent > 0 || closed + unsure === 0 ? '' : 'SimpleTexting took no message of this batch (' + (code === 0 ? 'no answer' : 'HTTP ' + code) + '). ' + closed + ' leads stay due; ' + unsure + ' have "${LEAD_PROGRESS.unsure}" in ${progress}: look in SimpleTexting whether they were sent.',
    ...${LEFT_OVER},
    'The run ends here; the next one goes on.',
  ].filter(Boolean).join(' ');
})() }}`;
