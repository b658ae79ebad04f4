import { isTrue, keepIf, shape, stopWithError } from './coreNodes';
import {
  CLEAR_RECORD,
  findLeads,
  findSends,
  LEAD_OF_EVENT,
  leadsWithPhone,
  TEN_DIGITS,
} from './leadLookup';
import type { Expression, Link, PlacedNode } from './workflowFile';

const EVENT = `$('Add Lead from Log').first().json`;
const RECORDS = `[$('Find Lead in Airtable').first().json.records ?? []].flat()`;
/** One record is meant, or nobody else could say which. */
const IS_CLEAR: Expression = `={{ (${CLEAR_RECORD})(${RECORDS}) !== undefined || !${EVENT}.isLogThere }}`;

/**
 * The event with the lead of its phone number: the record that is meant, else the lead to whom the last
 * message to the number went, else of several records always the same.
 */
const LEAD_BY_PHONE: Expression = `={{ (() => {
  const event = ${EVENT};
  const digits = ${TEN_DIGITS};
  const sends = $('Find Messages to Phone').isExecuted ? $('Find Messages to Phone').first().json.timeline ?? [] : [];
  // Other messages may have the number in their text.
  const sent = sends.find(({ metadata, lead, leadAirtableId, leadEmail }) =>
    digits(metadata?.phone) === event.phone && (lead || leadAirtableId || leadEmail));
  if (sent) return { ...event, ...(${LEAD_OF_EVENT})(sent) };
  const records = ${RECORDS};
  const [first = ''] = records.map(({ id }) => id).sort();
  const lead = (${CLEAR_RECORD})(records)?.id ?? first;
  return { ...event, leadBy: lead === '' ? 'none' : 'airtableId', lead };
})() }}`;

interface LeadByPhone {
  /** Name of the node that goes on with the event and its lead. */
  readonly then: string;
  /** Column of Airtable to read: that of the progress lets a message on its way decide. */
  readonly column: string;
}

/** Looks for the lead in Airtable, and in the log if Airtable gives none or several. */
export function leadByPhone({ then, column }: LeadByPhone): {
  readonly nodes: readonly PlacedNode[];
  readonly links: readonly Link[];
} {
  const nodes: PlacedNode[] = [
    {
      ...findLeads(leadsWithPhone('$json.phone'), column),
      name: 'Find Lead in Airtable',
      at: [0, 3],
    },
    { ...isTrue(IS_CLEAR), name: 'Is Lead Clear', at: [1, 3] },
    { ...findSends(`${EVENT}.phone`), name: 'Find Messages to Phone', at: [2, 4] },
    { ...shape(LEAD_BY_PHONE), name: 'Add Lead by Phone', at: [3, 3] },
  ];
  const links: Link[] = [
    ['Find Lead in Airtable', 'Is Lead Clear'],
    ['Is Lead Clear', 'Add Lead by Phone'],
    ['Is Lead Clear', 'Find Messages to Phone', 1],
    ['Find Messages to Phone', 'Add Lead by Phone'],
    ['Add Lead by Phone', then],
  ];
  return { nodes, links };
}

/** Airtable's answers to what only a person can put right (airtable.com/developers/web/api/errors). */
const REFUSED = '[401, 403, 404, 422]';
const REFUSAL = `Number($('Find Lead in Airtable').first().json.error?.httpCode)`;
/** Only a workflow that stops leads has this node. */
const STOPPED_NOBODY = `$('Read Reply').first().json.kind === 'OPT_OUT' && !$('Stop Leads').isExecuted && (${RECORDS}).length === 0`;

const REFUSED_ALARM = `'Airtable answered HTTP ' + ${REFUSAL} + ' to the search for the lead. Check airtableBase and leadsTable of Configuration, the columns of the table, and the token. The event itself is safe.'`;
const NOBODY_ALARM = `'An opt-out stopped nobody: no row of Airtable has the phone number of this execution. Look for the lead, and set the status by hand.'`;

/**
 * Ends the execution in error, after the answer, when Airtable cannot be asked at all, or when nobody has the
 * phone number of an opt-out.
 * @param place of the first of the two nodes: below what stops the leads, so that it comes after
 */
export function alarmAboutLead(
  after: string,
  { at: [column, row], stops }: { readonly at: PlacedNode['at']; readonly stops: boolean },
): { readonly nodes: readonly PlacedNode[]; readonly links: readonly Link[] } {
  const isRefused = `${REFUSED}.includes(${REFUSAL})`;
  const isWrong = stops ? `(${isRefused} || (${STOPPED_NOBODY}))` : isRefused;
  const alarm: Expression = stops
    ? `={{ ${isRefused} ? ${REFUSED_ALARM} : ${NOBODY_ALARM} }}`
    : `={{ ${REFUSED_ALARM} }}`;
  const wasAsked = `$('Find Lead in Airtable').isExecuted`;
  return {
    nodes: [
      {
        ...keepIf(`={{ ${wasAsked} && ${isWrong} }}`),
        name: 'Only Without Lead',
        at: [column, row],
      },
      { ...stopWithError(alarm), name: 'Tell About Lead', at: [column + 1, row] },
    ],
    links: [
      [after, 'Only Without Lead'],
      ['Only Without Lead', 'Tell About Lead'],
    ],
  };
}
