import { configuredValue } from './configured';
import { AIRTABLE_CONFIGURATION } from './httpRequests';
import { leadsWithPhone, TEN_DIGITS } from './leadLookup';
import { LEAD_COLUMNS, LEAD_PROGRESS, LEAD_STATUS } from './leadTable';
import type { Expression } from './workflowFile';

const { phone, status, nextAt, progress, claim } = LEAD_COLUMNS;

/** JavaScript of the condition that the time of the next message is past. */
const IS_DUE = `"IS_BEFORE({${nextAt}},DATETIME_PARSE('" + $now.toUTC().toISO() + "'))"`;

/** Formula of the leads whose next message is due. */
export const DUE_LEADS: Expression = `={{ "AND({${status}}='${LEAD_STATUS.active}',OR({${progress}}='',{${progress}}='${LEAD_PROGRESS.sent}')," + ${IS_DUE} + ")" }}`;

/**
 * Formula of the leads that no other run has claimed since, and of every lead that said STOP from one of
 * their phones: it holds for the phone, whatever row it came to.
 */
export const CLAIMED_LEADS: Expression = `={{ (() => {
  const { claim, phones } = $('Name the Claim').first().json;
  const claimed = "AND({${claim}}='" + claim + "',{${progress}}='${LEAD_PROGRESS.sending}'," + ${IS_DUE} + ")";
  const ofPhones = ['FALSE()', ...phones.map((digits) => ${leadsWithPhone('digits')})].join(',');
  return 'OR(' + claimed + ",AND({${status}}='${LEAD_STATUS.stopped}',OR(" + ofPhones + ')))';
})() }}`;

export const IS_OURS: Expression = `={{ $json.fields['${claim}'] === $('Name the Claim').first().json.claim }}`;

/** Unlike any other claim, and readable: the execution, and the batch from 0. */
export const NAME_THE_CLAIM: Expression = `={{ { claim: [$execution.id, $runIndex, Math.random().toString(36).slice(2)].join('-'), ids: $json.body.records.map(({ id }) => id), phones: $json.body.records.map(({ fields }) => (${TEN_DIGITS})(fields['${phone}'])).filter((digits) => digits.length === 10) } }}`;

/**
 * Seconds between Airtable's answers with the due leads and to their claim, by its own clock. With the time
 * limit of the reading and what the clock rounds off they stay below the shortest pause: so a claim is
 * either older than what its rival read, or seen by it when it reads its claim back.
 */
const LATEST_CLAIM = 5;
/** Seconds, while the leads are in the real Airtable; a server of your own may do with less. */
const SHORTEST_PAUSE = 10;

export const PAUSE: Expression = `={{ Math.max(${configuredValue('secondsBetweenBatches')}, ${configuredValue('airtableUrl')} === '${AIRTABLE_CONFIGURATION.airtableUrl}' ? ${SHORTEST_PAUSE} : 0) }}`;

export const IS_CLAIMED: Expression = `={{ $json.statusCode === 200 && Date.parse($json.headers.date) - Date.parse($('Is Any Lead Due').first(0).json.headers.date) <= ${LATEST_CLAIM * 1000} }}`;

export const CLAIM_BODY: Expression = `={{ { typecast: true, records: $json.ids.map((id) => ({ id, fields: { '${progress}': '${LEAD_PROGRESS.sending}', '${claim}': $json.claim } })) } }}`;

export const CLAIM_ALARM: Expression = `={{ ($json.statusCode === 200 ? 'Airtable took the claim of a batch too late: another run may have sent to its leads meanwhile.' : 'Airtable did not take the claim of a batch (' + ($json.statusCode ? 'HTTP ' + $json.statusCode : 'no answer') + ').') + ' ' + ($json.body?.error?.message ?? '') + ' This run sent nothing to them. Those with "${LEAD_PROGRESS.sending}" in ${progress} and ' + $('Name the Claim').first().json.claim + ' in ${claim} need a person: empty their ${progress}, unless another run sent to them.' }}`;
