import { configuredValue } from './configured';
import { TEN_DIGITS } from './leadLookup';
import {
  AUDIT_COLUMNS,
  LEAD_COLUMNS,
  LEAD_PROGRESS,
  LEAD_STATUS,
  TEMPLATE_COLUMNS,
} from './leadTable';
import type { Expression } from './workflowFile';

const { phone, campaign, step, status, nextAt, progress, claim } = LEAD_COLUMNS;

/** `problem` is null for a message that can be sent; `outcome` says at once what needs no sending. */
export const COMPOSE_MESSAGE: Expression = `={{ (() => {
  const { id, fields } = $json;
  const textOf = (value) => [value ?? ''].flat().join(' ').toWellFormed().replaceAll('\\u0000', '').trim();
  const phoneOf = (fields) => (${TEN_DIGITS})(textOf(fields['${phone}']));
  const isStep = (step) => Number.isInteger(step) && step >= 1;
  const campaign = textOf(fields['${campaign}']);
  const step = Number(textOf(fields['${step}']) || 1);
  const stepOf = (one) => Number(one.fields['${TEMPLATE_COLUMNS.step}']);
  const campaignOf = (one) => textOf(one.fields['${TEMPLATE_COLUMNS.campaign}']);
  const ofCampaign = $('Read Message Templates').all().flatMap(({ json }) => json.records)
    .filter((one) => campaignOf(one) !== '' && campaignOf(one) === campaign && isStep(stepOf(one)));
  const template = ofCampaign.find((one) => stepOf(one) === step);
  const later = ofCampaign.map(stepOf).filter((one) => one > step);
  const values = new Map([
    ['first_name', textOf(fields['${LEAD_COLUMNS.firstName}']) || textOf(${configuredValue('firstNameFallback')})],
    ['last_name', textOf(fields['${LEAD_COLUMNS.lastName}'])],
    ['email', textOf(fields['${LEAD_COLUMNS.email}'])],
  ]);
  const body = textOf(template?.fields['${TEMPLATE_COLUMNS.body}']);
  const fill = (valueOf) => body.replace(/\\{\\s*([^{}]*?)\\s*\\}/g, (placeholder, name) => values.has(name) ? valueOf(name) : placeholder);
  const [unknown] = fill(() => '').match(/\\{[^{}]*\\}|[{}]/) ?? [];
  const phone = phoneOf(fields);
  const isStopped = $('One Item per Lead').all().some(({ json }) => json.fields['${status}'] === '${LEAD_STATUS.stopped}' && phoneOf(json.fields).slice(-10) === phone);
  const isOver = isStep(step) && template === undefined && later.length === 0 && ofCampaign.length > 0;
  const problem =
    !isStep(step) ? { code: 'invalid_step', message: '${step} is not a whole number from 1.' }
    : template === undefined ? { code: 'no_template', message: 'The table of message templates has none for this campaign and step.' }
    : body === '' ? { code: 'empty_template', message: 'The message template has no text.' }
    : unknown !== undefined ? { code: 'unknown_placeholder', message: 'The message template has a placeholder that is not known: ' + unknown }
    : phone.length !== 10 ? { code: 'invalid_phone', message: 'The phone number does not have ten digits.' }
    : isStopped ? { code: 'phone_stopped', message: 'Another lead with this phone number is ${LEAD_STATUS.stopped}.' }
    : null;
  const outcome = fields['${status}'] !== '${LEAD_STATUS.active}' ? 'Withdrawn' : isOver ? 'Completed' : problem === null ? 'Ready' : 'Failed';
  return {
    leadId: id, claim: fields['${claim}'], campaign, phone, outcome, problem,
    step: isStep(step) ? step : null,
    templateId: template?.id ?? '',
    message: fill((name) => values.get(name)),
    nextStep: later.length === 0 ? null : Math.min(...later),
    at: $now.toUTC().toISO(),
  };
})() }}`;

export const SEND_BODY: Expression = `={{ { contactPhone: $json.phone, mode: 'AUTO', text: $json.message, ...(${configuredValue('accountPhone')} === '' ? {} : { accountPhone: ${configuredValue('accountPhone')} }) } }}`;

/**
 * What became of a lead. `Not Sent`: SimpleTexting takes nothing at the moment, and surely did not take
 * this; a 403 may also mean one phone number, and then the others of the batch get another answer.
 * `Unsure`: it gave no clear answer, and may have sent it. Answers are in the order of what was sent.
 */
export const RECORD_OUTCOME: Expression = `={{ (() => {
  const lead = $json;
  const place = $('Can It Be Sent').all(0).findIndex(({ json }) => json.leadId === lead.leadId);
  const answers = place === -1 ? [] : $('Send SMS').all().map(({ json }) => json);
  const { statusCode = 0, data = '', error } = answers[place] ?? {};
  const answer = (() => { try { return JSON.parse(data) ?? {}; } catch { return {}; } })();
  const isTaken = [200, 201].includes(statusCode) && typeof answer.id === 'string';
  const isClosed = [401, 402, 429].includes(statusCode) || statusCode === 403 && answers.every((one) => one.statusCode === 403) || ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'].includes(error?.code);
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

/** JavaScript of what became of each lead of the batch. */
export const OUTCOMES = `$('Record Outcome').all().map(({ json }) => json)`;

export const UPDATE_BODY: Expression = `={{ { typecast: true, records: ${OUTCOMES}.map(({ leadId, cells }) => ({ id: leadId, fields: cells })) } }}`;
export const UPDATE_ONE_BODY: Expression = `={{ { typecast: true, fields: $json.cells } }}`;

/** Airtable takes all of a batch or nothing, so that one lead that was deleted keeps the others back. */
export const IS_NOT_UPDATED: Expression = `={{ !($('Update Leads').first().json.records ?? []).some(({ id }) => id === $json.leadId) }}`;

/** A row that was written though nobody heard of it is written over. */
export const AUDIT_BODY: Expression = `={{ { typecast: true, performUpsert: { fieldsToMergeOn: ['${AUDIT_COLUMNS.leadId}', '${AUDIT_COLUMNS.templateId}', '${AUDIT_COLUMNS.messageId}'] }, records: ${OUTCOMES}.filter(({ audit }) => audit !== null).map(({ audit }) => ({ fields: audit })) } }}`;
