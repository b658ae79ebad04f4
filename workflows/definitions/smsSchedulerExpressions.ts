import { configuredValue } from './configured';
import {
  AUDIT_COLUMNS,
  LEAD_COLUMNS,
  LEAD_PROGRESS,
  LEAD_STATUS,
  TEMPLATE_COLUMNS,
} from './leadTable';
import type { Expression } from './workflowFile';

const { phone, campaign, step, status, nextAt, progress, claim } = LEAD_COLUMNS;

/** Formula of the leads whose next message is due. */
export const DUE_LEADS: Expression = `={{ "AND({${status}}='${LEAD_STATUS.active}',OR({${progress}}='',{${progress}}='${LEAD_PROGRESS.sent}'),IS_BEFORE({${nextAt}},DATETIME_PARSE('" + $now.toUTC().toISO() + "')))" }}`;

/** Formula of the leads that no other run has claimed since. */
export const CLAIMED_LEADS: Expression = `={{ "AND({${claim}}='" + $('Name the Claim').first().json.claim + "',{${progress}}='${LEAD_PROGRESS.sending}')" }}`;

/** Unlike any other claim, and readable: the execution, and the batch from 0. */
export const NAME_THE_CLAIM: Expression = `={{ { claim: [$execution.id, $runIndex, Math.random().toString(36).slice(2)].join('-'), ids: $json.records.map(({ id }) => id) } }}`;

export const CLAIM_BODY: Expression = `={{ { typecast: true, records: $json.ids.map((id) => ({ id, fields: { '${progress}': '${LEAD_PROGRESS.sending}', '${claim}': $json.claim } })) } }}`;

/** `problem` is null for a message that can be sent; `outcome` says at once what needs no sending. */
export const COMPOSE_MESSAGE: Expression = `={{ (() => {
  const { id, fields } = $json;
  const textOf = (value) => [value ?? ''].flat().join(' ').trim();
  const campaign = textOf(fields['${campaign}']);
  const step = Number(fields['${step}'] ?? 1);
  const ofCampaign = $('Read Message Templates').all().flatMap(({ json }) => json.records)
    .filter((one) => textOf(one.fields['${TEMPLATE_COLUMNS.campaign}']) === campaign);
  const stepOf = (one) => Number(one.fields['${TEMPLATE_COLUMNS.step}']);
  const template = ofCampaign.find((one) => stepOf(one) === step);
  const later = ofCampaign.map(stepOf).filter((one) => one > step);
  const values = {
    first_name: textOf(fields['${LEAD_COLUMNS.firstName}']) || ${configuredValue('firstNameFallback')},
    last_name: textOf(fields['${LEAD_COLUMNS.lastName}']),
    email: textOf(fields['${LEAD_COLUMNS.email}']),
  };
  const body = textOf(template?.fields['${TEMPLATE_COLUMNS.body}']);
  const unknown = [...body.matchAll(/\\{(\\w+)\\}/g)].map(([, name]) => name).find((name) => !Object.keys(values).includes(name));
  const phone = textOf(fields['${phone}']).replace(/\\D/g, '').replace(/^1(?=\\d{10}$)/, '');
  const isOver = template === undefined && later.length === 0 && ofCampaign.length > 0;
  const problem =
    template === undefined ? { code: 'no_template', message: 'The table of message templates has none for this campaign and step.' }
    : body === '' ? { code: 'empty_template', message: 'The message template has no text.' }
    : unknown !== undefined ? { code: 'unknown_placeholder', message: 'The message template has a placeholder that is not known: ' + unknown }
    : phone.length !== 10 ? { code: 'invalid_phone', message: 'The phone number does not have ten digits.' }
    : null;
  const outcome = fields['${status}'] !== '${LEAD_STATUS.active}' ? 'Withdrawn' : isOver ? 'Completed' : problem === null ? 'Ready' : 'Failed';
  return {
    leadId: id, claim: fields['${claim}'], campaign, step, phone, outcome, problem,
    templateId: template?.id ?? '',
    message: body.replace(/\\{(\\w+)\\}/g, (placeholder, name) => values[name] ?? placeholder),
    nextStep: later.length === 0 ? null : Math.min(...later),
    at: $now.toUTC().toISO(),
  };
})() }}`;

export const SEND_BODY: Expression = `={{ { contactPhone: $json.phone, mode: 'AUTO', text: $json.message, ...(${configuredValue('accountPhone')} === '' ? {} : { accountPhone: ${configuredValue('accountPhone')} }) } }}`;

/**
 * What became of a lead. `Not Sent`: SimpleTexting takes nothing at the moment, and surely did not take
 * this. `Unsure`: it gave no clear answer, and may have sent it.
 */
export const RECORD_OUTCOME: Expression = `={{ (() => {
  const lead = $('Compose Message').item.json;
  const { statusCode = 0, data = '', error } = $json;
  const answer = (() => { try { return JSON.parse(data) ?? {}; } catch { return {}; } })();
  const isTaken = [200, 201].includes(statusCode) && typeof answer.id === 'string';
  const isClosed = [401, 402, 403, 429].includes(statusCode) || ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'].includes(error?.code);
  const isRefused = statusCode >= 400 && statusCode < 500 && statusCode !== 408;
  const outcome = lead.outcome !== 'Ready' ? lead.outcome : isTaken ? 'Sent' : isClosed ? 'Not Sent' : isRefused ? 'Failed' : 'Unsure';
  const problem = lead.problem ?? {
    code: answer.errorCode ?? answer.code ?? (statusCode === 0 ? 'no_answer' : 'http_' + statusCode),
    message: outcome === 'Unsure' ? 'SimpleTexting gave no clear answer: nobody knows whether the message went out.' : answer.message ?? 'SimpleTexting refused the message.',
  };
  const isSent = outcome === 'Sent';
  const isEvent = ['Sent', 'Failed', 'Unsure'].includes(outcome);
  const fields = { campaign_id: lead.campaign, phone: lead.phone, template_id: lead.templateId, sequence_position: isSent ? lead.step : null };
  const ofOutcome = isSent ? { simpletexting_id: answer.id } : { error_code: String(problem.code), error_message: String(problem.message), attempts: lead.problem === null ? 1 : 0 };
  const given = Object.entries({ ...fields, ...ofOutcome }).filter(([, value]) => value !== '' && value !== null);
  const next = $now.plus({ hours: ${configuredValue('hoursBetweenMessages')} }).toUTC().toISO();
  const cells = {
    Sent: { '${step}': lead.nextStep ?? lead.step + 1, '${nextAt}': lead.nextStep === null ? null : next, '${progress}': lead.nextStep === null ? '${LEAD_PROGRESS.completed}' : '${LEAD_PROGRESS.sent}' },
    Failed: { '${progress}': '${LEAD_PROGRESS.failed}' },
    Unsure: { '${progress}': '${LEAD_PROGRESS.unsure}' },
    Completed: { '${progress}': '${LEAD_PROGRESS.completed}' },
  };
  return {
    leadId: lead.leadId, outcome, statusCode,
    event: isEvent ? {
      type: isSent ? 'MESSAGE_SENT' : 'MESSAGE_FAILED',
      fields: Object.fromEntries(given), message: lead.message, at: lead.at,
      entityId: isSent ? answer.id : '',
      dedupeKey: 'simpletexting:' + (isSent ? answer.id + ':sent' : lead.leadId + ':' + lead.claim + ':failed'),
    } : null,
    cells: cells[outcome] ?? { '${progress}': null },
    audit: isEvent ? {
      '${AUDIT_COLUMNS.leadId}': lead.leadId, '${AUDIT_COLUMNS.phone}': lead.phone, '${AUDIT_COLUMNS.campaign}': lead.campaign,
      '${AUDIT_COLUMNS.templateId}': lead.templateId || 'none', '${AUDIT_COLUMNS.message}': lead.message, '${AUDIT_COLUMNS.status}': isSent ? 'Sent' : 'Failed',
      '${AUDIT_COLUMNS.messageId}': isSent ? answer.id : 'none', '${AUDIT_COLUMNS.error}': isSent ? null : String(problem.message), '${AUDIT_COLUMNS.sentAt}': lead.at,
    } : null,
  };
})() }}`;

const OUTCOMES = `$('Record Outcome').all().map(({ json }) => json)`;

export const UPDATE_BODY: Expression = `={{ { typecast: true, records: ${OUTCOMES}.map(({ leadId, cells }) => ({ id: leadId, fields: cells })) } }}`;

/** A row that was written though nobody heard of it is written over. */
export const AUDIT_BODY: Expression = `={{ { typecast: true, performUpsert: { fieldsToMergeOn: ['${AUDIT_COLUMNS.leadId}', '${AUDIT_COLUMNS.templateId}', '${AUDIT_COLUMNS.messageId}'] }, records: ${OUTCOMES}.filter(({ audit }) => audit !== null).map(({ audit }) => ({ fields: audit })) } }}`;

const LOST = `($('Log Activity').isExecuted ? $('Log Activity').all() : []).filter(({ json }) => !['written', 'duplicate', 'deadLettered', 'parked', 'conflict'].includes(json.outcome)).length`;
const countOf = (outcome: string) =>
  `${OUTCOMES}.filter(({ outcome }) => outcome === '${outcome}').length`;

/** One message that goes out proves that SimpleTexting works; the others' troubles are then their own. */
export const IS_BATCH_WELL: Expression = `={{ ${LOST} === 0 && (${countOf('Sent')} > 0 || ${countOf('Not Sent')} + ${countOf('Unsure')} === 0) }}`;

export const BATCH_ALARM: Expression = `={{ (() => {
  const [lost, closed, unsure] = [${LOST}, ${countOf('Not Sent')}, ${countOf('Unsure')}];
  const code = ${OUTCOMES}.find(({ outcome }) => ['Not Sent', 'Unsure'].includes(outcome))?.statusCode ?? 0;
  return [
    lost === 0 ? '' : lost + ' events of this batch could be kept nowhere: neither PostgreSQL nor a retry queue took them. The messages went out; their texts are in this execution.',
    closed + unsure === 0 ? '' : 'SimpleTexting took no message of this batch (' + (code === 0 ? 'no answer' : 'HTTP ' + code) + '). ' + closed + ' leads stay due; ' + unsure + ' have "${LEAD_PROGRESS.unsure}" in ${progress}: look in SimpleTexting whether they were sent.',
    'The run ends here; the next one goes on.',
  ].filter(Boolean).join(' ');
})() }}`;

export const CLAIM_ALARM: Expression = `={{ 'Airtable did not take the claim of a batch (' + ($json.statusCode ? 'HTTP ' + $json.statusCode : 'no answer') + '). ' + ($json.body?.error?.message ?? '') + ' Nothing was sent to its leads. Those with "${LEAD_PROGRESS.sending}" in ${progress} and ' + $('Name the Claim').first().json.claim + ' in ${claim} need a person: empty their ${progress}.' }}`;
