import { calledByWorkflow, configuration, type InputType, shape } from './coreNodes';
import { eventParameters } from './eventParameters';
import { EVENT_KEYS, LEAD_KEYS } from './logActivityExpressions';
import { howItWorks, section } from './notes';
import { logActivity } from './ourNodes';
import type { Expression, WorkflowDefinition } from './workflowFile';

type Key = (typeof LEAD_KEYS | typeof EVENT_KEYS)[number];

/** Keys that are no text alone: IDs are often numbers, and a time can be a date of n8n. */
const OTHER_TYPES: Readonly<Partial<Record<Key, 'any' | 'object'>>> = {
  eventId: 'any',
  entityId: 'any',
  timestamp: 'any',
  metadata: 'object',
};

const KEYS: readonly Key[] = [EVENT_KEYS[0], ...LEAD_KEYS, ...EVENT_KEYS.slice(1)];
const INPUTS: Readonly<Record<string, InputType>> = Object.fromEntries(
  KEYS.map((key) => [key, OTHER_TYPES[key] ?? 'string']),
);

/**
 * The receipt of one event for the caller, always with `success`, `outcome` and `eventId`. It has no key
 * `error`, which n8n would take for a failure of the caller's node.
 */
const RECEIPT: Expression = `={{ (() => {
  const { error, ...receipt } = $json;
  if (receipt.outcome === undefined) {
    const message = error ?? 'The event was not kept.';
    return { success: false, eventId: null, outcome: 'lost', message, hint: 'Log it again.' };
  }
  return { success: ['written', 'duplicate', 'deadLettered'].includes(receipt.outcome), ...receipt };
})() }}`;

export const logActivitySubworkflow: WorkflowDefinition = {
  name: 'Activity Log: log from any workflow',
  nodes: [
    { ...calledByWorkflow(INPUTS), name: 'Called with Events', at: [0, 1] },
    {
      ...configuration({ tenant: 'default', source: '', schema: 'public', spoolFolder: '' }),
      name: 'Configuration',
      at: [1, 1],
    },
    {
      ...logActivity({
        connection: 'postgres',
        ...eventParameters(`$('Called with Events').item.json`),
        include: 'receiptOnly',
        retryQueue: 'automatic',
      }),
      // The workflow that calls goes on whatever becomes of the log.
      onError: 'continueRegularOutput',
      name: 'Log Activity',
      at: [2, 1],
    },
    { ...shape(RECEIPT), name: 'Give Receipts', at: [3, 1] },
  ],
  links: [
    ['Called with Events', 'Configuration'],
    ['Configuration', 'Log Activity'],
    ['Log Activity', 'Give Receipts'],
  ],
  notes: [
    howItWorks({
      how: [
        'Any workflow calls this one with the node *Execute Sub-workflow* (*Run once with all items*): one event per item, one receipt per item, in the same order.',
        '`success` is true when the event is safe: `outcome` is `written`, `duplicate`, or `deadLettered` when the database is away; then the retry queue keeps it. Otherwise `message` says why: `parked` and `conflict` wait in the queue for a person, `lost` is kept nowhere.',
        "The log never fails the workflow that calls. Your own data is still in the nodes before: `$('Your Node').item.json`.",
        'Only `eventType` is required. Name the lead by `leadId`, `leadAirtableId` or `leadEmail`. Give `eventId`, an ID of your own for the event: called twice, it is written once. Without one, every call writes again.',
      ],
      setup: [
        'Create the tables once with *Replay Retry Queue* → *Set Up Database*.',
        'Choose the Postgres credential in **Log Activity**.',
        'Look through **Configuration**, then publish.',
        "In your workflow add *Execute Sub-workflow*, choose this one, map `eventType`, a lead, `eventId` and `metadata`; `source` `{{ 'n8n:' + $workflow.id }}` and `executionId` `{{ $execution.id }}` trace events to your workflow. *Settings → On Error: Continue* covers what lies before this workflow, such as a `metadata` that is no object.",
      ],
    }),
    section('Receive', 'One event per item.', [0, 1], [2, 1]),
    section('Write', 'Writes each event once, or keeps it, and says which.', [2, 1], [2, 1]),
  ],
};
