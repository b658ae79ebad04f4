import { configured, configuredValue } from './configured';
import { isTrue, keepIf, splitOut, stopWithError, waitSeconds } from './coreNodes';
import { airtableTable, httpRequest } from './httpRequests';
import { leadsWithPhone } from './leadLookup';
import { LEAD_COLUMNS, LEAD_STATUS } from './leadTable';
import type { Expression, Link, NodeKind, PlacedNode } from './workflowFile';

/**
 * Values of *Configuration*. From 65 s on n8n stores an execution that waits, so that it outlives a restart
 * (n8n-nodes-base, Wait.node.ts). The pause is also longer than the 30 s for which a base refuses everybody
 * after more than 5 requests in a second (airtable.com/developers/web/api/rate-limits).
 */
export const STOP_CONFIGURATION = { stopLooks: 6, stopPauseSeconds: 66 } as const;

const PHONE = `$('Read Reply').first().json.phone`;
const NOT_STOPPED = `"AND(" + ${leadsWithPhone(PHONE)} + ", {${LEAD_COLUMNS.status}} != '${LEAD_STATUS.stopped}')"`;
const ONE_LEAD: Expression = `={{ ${airtableTable('leadsTable').slice('={{'.length, -'}}'.length)} + '/' + $json.id }}`;

const FIND: NodeKind = {
  ...httpRequest({
    method: 'GET',
    url: airtableTable('leadsTable'),
    credential: 'airtableTokenApi',
    query: { filterByFormula: `={{ ${NOT_STOPPED} }}`, 'fields[]': LEAD_COLUMNS.status },
  }),
  executeOnce: true,
  onError: 'continueErrorOutput',
};

const STOP: NodeKind = {
  ...httpRequest({
    method: 'PATCH',
    url: ONE_LEAD,
    credential: 'airtableTokenApi',
    // Makes the option in a single select that does not have it yet.
    body: `={{ { fields: { '${LEAD_COLUMNS.status}': '${LEAD_STATUS.stopped}' }, typecast: true } }}`,
  }),
  onError: 'continueErrorOutput',
};

const ALARM: Expression = `={{ 'A lead opted out, and Airtable did not take the status ${LEAD_STATUS.stopped}. Set it by hand, in every row with the phone number of this execution.' }}`;

/**
 * Sets every lead with the phone number of an opt-out to Stopped, after the caller was answered. A second
 * look catches what somebody who was just editing the lead wrote over it. What cannot be done ends the
 * execution in error.
 * @param at the place of the first node
 */
export function stopLeads(
  after: string,
  [column, row]: PlacedNode['at'],
): { readonly nodes: readonly PlacedNode[]; readonly links: readonly Link[] } {
  const isOptOut = keepIf(`={{ $('Read Reply').first().json.kind === 'OPT_OUT' }}`);
  const mayLookAgain: Expression = `={{ $runIndex + 1 < ${configuredValue('stopLooks')} }}`;
  const wait = waitSeconds(configured('stopPauseSeconds'));
  const nodes: PlacedNode[] = [
    { ...isOptOut, name: 'Only Opt-Outs', at: [column, row] },
    { ...FIND, name: 'Find Leads to Stop', at: [column + 1, row] },
    { ...splitOut('records'), name: 'Split Leads', at: [column + 2, row] },
    { ...STOP, name: 'Stop Leads', at: [column + 3, row] },
    { ...isTrue(mayLookAgain), name: 'May Try Again', at: [column + 2, row + 1] },
    { ...keepIf(mayLookAgain), name: 'Look Again', at: [column + 4, row] },
    { ...wait, name: 'Wait', at: [column + 3, row + 1] },
    { ...stopWithError(ALARM), name: 'Raise the Alarm', at: [column + 3, row + 2] },
  ];
  const links: Link[] = [
    [after, 'Only Opt-Outs'],
    ['Only Opt-Outs', 'Find Leads to Stop'],
    ['Find Leads to Stop', 'Split Leads'],
    ['Find Leads to Stop', 'May Try Again', 1],
    ['Split Leads', 'Stop Leads'],
    ['Stop Leads', 'Look Again'],
    ['Stop Leads', 'May Try Again', 1],
    ['Look Again', 'Wait'],
    ['May Try Again', 'Wait'],
    ['May Try Again', 'Raise the Alarm', 1],
    ['Wait', 'Find Leads to Stop'],
  ];
  return { nodes, links };
}
