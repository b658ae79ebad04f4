import type { Expression } from './workflowFile';

/**
 * `{ statusCode, body }` for the caller of a webhook, from the receipts of the node *Log Activity*
 * (with *Include: Receipt Only* or *Input and Receipt*; in either case *On Error: Continue*): 200 once
 * each event is written, was written before, or waits in the retry queue; 400 when one is parked because
 * of what it holds; 409 when another content came under its id before; 500 when nothing could keep
 * one. Of several events the worst decides.
 */
export const ANSWER_FROM_RECEIPTS = answerFromReceipts({});

/**
 * `ANSWER_FROM_RECEIPTS` in the caller's words.
 * @param names keys of the caller by the name that Log Activity has for a field, e.g. `Message Content`
 */
export function answerFromReceipts(names: Readonly<Record<string, string>>): Expression {
  return `={{ (() => {
  const names = ${JSON.stringify(names)};
  const statusOf = { written: 200, duplicate: 200, deadLettered: 200, parked: 400, conflict: 409 };
  const answers = $('Log Activity').all().map(({ json }) => {
    const { eventId, outcome = 'lost', message, hint, field } = json.activity ?? json;
    const status = statusOf[outcome] ?? 500;
    const success = status === 200;
    if (status === 500) return { status, answer: { success, outcome: 'lost', error: 'Nothing could keep the event. Send it again.' } };
    const told = outcome === 'conflict' ? 'Dedupe Key' : field;
    const named = names[told];
    const inWords = (text) => named === undefined ? text : text?.replaceAll(told, () => named);
    const why = success ? {} : { error: inWords(message), hint: inWords(hint), field: named ?? field };
    return { status, answer: { success, outcome, activityId: eventId, ...why } };
  });
  const worst = answers.reduce((one, other) => (other.status > one.status ? other : one));
  return { statusCode: worst.status, body: worst.answer };
})() }}`;
}

/** The body of an answer to a request that is refused before anything is logged. */
export function refusal(error: string, field: string): Expression {
  return `={{ { success: false, error: ${error}, field: ${field} } }}`;
}
