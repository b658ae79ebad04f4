import { configured } from './configured';
import { AIRTABLE_CONFIGURATION, airtableTable, httpRequest } from './httpRequests';
import { LEAD_COLUMNS, TABLES } from './leadTable';
import { logActivity } from './ourNodes';
import { CLAIM_BODY, CLAIMED_LEADS, DUE_LEADS } from './smsSchedulerClaims';
import { AUDIT_BODY, SEND_BODY, UPDATE_BODY, UPDATE_ONE_BODY } from './smsSchedulerExpressions';
import type { Expression, NodeKind } from './workflowFile';

export const CONFIGURATION = {
  ...AIRTABLE_CONFIGURATION,
  leadsTable: TABLES.leads,
  templatesTable: TABLES.templates,
  auditTable: TABLES.audit,
  writeSmsAudit: false,
  simpleTextingUrl: 'https://api-app2.simpletexting.com/v2/api',
  accountPhone: '',
  firstNameFallback: 'there',
  hoursBetweenMessages: 24,
  millisecondsBetweenMessages: 250,
  secondsBetweenBatches: 10,
  batchesPerRun: 50,
  tenant: 'default',
  schema: 'public',
  spoolFolder: '',
};

/** Airtable takes ten records per write (airtable.com/developers/web/api/update-multiple-records). */
const BATCH = 10;
/** Milliseconds for reading what is due, and for claiming it; see IS_CLAIMED. */
const CLAIM_TIME_LIMIT = 4000;
/** Milliseconds. Long, because a message without an answer takes a person to sort out. */
const SEND_TIME_LIMIT = 30_000;
/** Airtable answers 429 for 30 s (airtable.com/developers/web/api/rate-limits); two nodes try for 40. */
export const PATIENT = { retryOnFail: true, maxTries: 5, waitBetweenTries: 5000 } as const;

const leads = airtableTable('leadsTable');

export function readTemplates(): NodeKind {
  const parameters = [{ type: 'qs', name: 'offset', value: '={{ $response.body.offset }}' }];
  const pagination = {
    paginationMode: 'updateAParameterInEachRequest',
    parameters: { parameters },
    paginationCompleteWhen: 'other',
    completeExpression: '={{ !$response.body.offset }}',
  };
  return httpRequest({
    method: 'GET',
    url: airtableTable('templatesTable'),
    credential: 'airtableTokenApi',
    query: { pageSize: 100 },
    options: { pagination: { pagination } },
  });
}

export function readDue(): NodeKind {
  const sort = {
    'sort[0][field]': LEAD_COLUMNS.nextAt,
    'sort[0][direction]': 'asc',
  };
  return httpRequest({
    method: 'GET',
    url: leads,
    credential: 'airtableTokenApi',
    query: { filterByFormula: DUE_LEADS, ...sort, maxRecords: BATCH },
    options: { timeout: CLAIM_TIME_LIMIT, response: { response: { fullResponse: true } } },
  });
}

export function readClaimed(): NodeKind {
  return httpRequest({
    method: 'GET',
    url: leads,
    credential: 'airtableTokenApi',
    query: { filterByFormula: CLAIMED_LEADS },
  });
}

function write(url: Expression, body: Expression): NodeKind {
  return httpRequest({ method: 'PATCH', url, credential: 'airtableTokenApi', body });
}

export function updateLeads(): NodeKind {
  return write(leads, UPDATE_BODY);
}

/** One lead after the other, slower than the five requests a second that Airtable takes. */
export function updateOneByOne(): NodeKind {
  return httpRequest({
    method: 'PATCH',
    url: `${leads.slice(0, -'}}'.length)} + '/' + $json.leadId }}` as Expression,
    credential: 'airtableTokenApi',
    body: UPDATE_ONE_BODY,
    options: { batching: { batch: { batchSize: 1, batchInterval: 300 } } },
  });
}

export function writeAudit(): NodeKind {
  return write(airtableTable('auditTable'), AUDIT_BODY);
}

export function claim(): NodeKind {
  return httpRequest({
    method: 'PATCH',
    url: leads,
    credential: 'airtableTokenApi',
    body: CLAIM_BODY,
    options: {
      timeout: CLAIM_TIME_LIMIT,
      response: { response: { fullResponse: true, neverError: true } },
    },
  });
}

/** No retries and no redirects: SimpleTexting has no idempotency, so a second try may send twice. */
export function send(): NodeKind {
  return httpRequest({
    method: 'POST',
    url: `={{ $('Configuration').first().json.simpleTextingUrl + '/messages' }}`,
    credential: 'httpBearerAuth',
    body: SEND_BODY,
    options: {
      timeout: SEND_TIME_LIMIT,
      batching: {
        batch: { batchSize: 1, batchInterval: configured('millisecondsBetweenMessages') },
      },
      redirect: { redirect: { followRedirects: false } },
      response: {
        response: { fullResponse: true, neverError: true, responseFormat: 'text' },
      },
    },
  });
}

export function log(): NodeKind {
  return logActivity({
    connection: 'postgres',
    eventType: { __rl: true, mode: 'name', value: '={{ $json.event.type }}' },
    leadBy: 'airtableId',
    leadValue: '={{ $json.leadId }}',
    fieldsMode: 'json',
    fieldsJson: '={{ $json.event.fields }}',
    messageContent: '={{ $json.event.message }}',
    additionalFields: {
      tenant: configured('tenant'),
      timestamp: '={{ $json.event.at }}',
      entityId: '={{ $json.event.entityId }}',
      dedupeKey: '={{ $json.event.dedupeKey }}',
    },
    include: 'receiptOnly',
    retryQueue: 'automatic',
    options: { schema: configured('schema'), spoolFolder: configured('spoolFolder') },
  });
}
