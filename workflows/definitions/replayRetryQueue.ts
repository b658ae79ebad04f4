import { configured } from './configured';
import {
  byHand,
  configuration,
  everyMinutes,
  isTrue,
  placeholder,
  stopWithError,
} from './coreNodes';
import { howItWorks, section } from './notes';
import { replayRetryQueue as replayNode } from './ourNodes';
import type { WorkflowDefinition } from './workflowFile';

const options = { schema: configured('schema'), spoolFolder: configured('spoolFolder') };

/** A category can be silent for a good reason, e.g. at the weekend: that is told, but wakes nobody. */
const OF_COVERAGE = `($json.coverage === null ? 0 : Number($json.coverage.silent.length > 0) + Number(!$json.coverage.isComplete))`;
const OTHER_NOTICES = `$json.notices.length - ($('Configuration').first().json.alarmWhenSilent ? 0 : ${OF_COVERAGE})`;
const NEEDS_A_PERSON =
  `={{ !$json.database.takesEvents || ${OTHER_NOTICES} > 0 || ($json.parked > 0 && $('Configuration').first().json.alarmWhenParked) }}` as const;

/** n8n puts words of its own in the place of an error that names one of these: ECONNREFUSED etc. */
const CODE_OF_NODE = String.raw`/\bE(?=CONN|NOTFOUND|TIMEDOUT|HOSTUNREACH|ADDRNOTAVAIL|AI_AGAIN|NOENT|ISDIR|NOTDIR|ACCES|EXIST|PERM)/g`;

const INCIDENTS = `$json.incidents.slice(0, 3).map(one => (one.pending + one.claimed + one.parked) + ' × ' + one.code + ' (' + one.lane + '): ' + one.message + ' ' + one.hint)`;
const ALARM =
  `={{ ['The retry queue of the activity log needs a person: ' + $json.parked + ' parked, ' + $json.pending + ' pending.', ...${INCIDENTS}, ...$json.notices, 'What to do: the runbook in the README of n8n-nodes-activity-log.'].join(' ').replace(${CODE_OF_NODE}, 'E-') }}` as const;

export const replayRetryQueue: WorkflowDefinition = {
  name: 'Activity Log: replay the retry queue',
  nodes: [
    { ...everyMinutes(15), name: 'Every 15 Minutes', at: [0, 1] },
    { ...byHand(), name: 'Run by Hand', at: [0, 2] },
    {
      ...configuration({
        schema: 'public',
        spoolFolder: '',
        entriesPerRun: 1000,
        alarmWhenParked: true,
        alarmWhenSilent: false,
      }),
      name: 'Configuration',
      at: [1, 1],
    },
    {
      ...replayNode({ connection: 'postgres', operation: 'maintain', options }),
      // A busy table may make it wait for the next run; the replay must not wait with it.
      onError: 'continueRegularOutput',
      name: 'Maintain Database',
      at: [2, 1],
    },
    {
      ...replayNode({ connection: 'postgres', operation: 'getStatus', options }),
      name: 'Read Queue Status',
      at: [3, 1],
    },
    {
      ...isTrue(`={{ $json.pending + $json.claimed > 0 && $json.database.takesEvents }}`),
      name: 'Is Anything Waiting',
      at: [4, 1],
    },
    {
      ...replayNode({
        connection: 'postgres',
        operation: 'replay',
        limit: configured('entriesPerRun'),
        output: 'summary',
        options,
      }),
      name: 'Replay Due Entries',
      at: [5, 1],
    },
    { ...placeholder(), name: 'Entries That Need Attention', at: [6, 0] },
    {
      ...replayNode({ connection: 'postgres', operation: 'getStatus', options }),
      name: 'Read Status Afterwards',
      at: [6, 1],
    },
    {
      ...isTrue(NEEDS_A_PERSON),
      name: 'Does It Need a Person',
      at: [7, 1],
    },
    { ...stopWithError(ALARM), name: 'Raise the Alarm', at: [8, 1] },
  ],
  links: [
    ['Every 15 Minutes', 'Configuration'],
    ['Run by Hand', 'Configuration'],
    ['Configuration', 'Maintain Database'],
    ['Maintain Database', 'Read Queue Status'],
    ['Read Queue Status', 'Is Anything Waiting'],
    ['Is Anything Waiting', 'Replay Due Entries'],
    ['Is Anything Waiting', 'Does It Need a Person', 1],
    ['Replay Due Entries', 'Read Status Afterwards'],
    ['Replay Due Entries', 'Entries That Need Attention', 1],
    ['Read Status Afterwards', 'Does It Need a Person'],
    ['Does It Need a Person', 'Raise the Alarm'],
  ],
  notes: [
    howItWorks({
      how: [
        'Every 15 minutes, or when you run it: keeps the database in shape, looks at the retry queue, writes the events that are due, and looks again. While the database takes no events, nothing is replayed or consumed: the run raises the alarm, and the next one tries again.',
        'An event is written once, however often it is replayed.',
        'What a replay cannot write for good is parked and comes out at **Entries That Need Attention**. While something is parked, or *Get Status* gives a notice, **Raise the Alarm** ends the execution in error, with the causes and their cures, so that your error workflow starts. Events are never deleted.',
        'A category of events that went silent is a notice too; it raises the alarm only with *alarmWhenSilent*.',
      ],
      setup: [
        'Create the tables once: *Replay Retry Queue* → *Set Up Database*.',
        'Choose the same Postgres credential as in your *Log Activity* nodes in the four *Replay Retry Queue* nodes.',
        'If your *Log Activity* nodes keep events in Airtable or a second PostgreSQL, choose the same *Retry Queue* and its credential in *Read Queue Status*, *Replay Due Entries* and *Read Status Afterwards*: n8n asks for a credential node by node.',
        'Give the same schema and spool folder in **Configuration** as in those nodes. Empty spool folder: the usual one.',
        'In the settings of this workflow choose an error workflow that reaches you, choose an *Alert* in *Replay Due Entries*, or put your own behind **Entries That Need Attention**.',
        'Publish.',
      ],
    }),
    section('Look', 'Maintains the database and counts what waits.', [0, 1], [5, 2]),
    section('Replay', 'Writes what is due; never twice.', [5, 0], [2, 2]),
    section('Tell', 'Fails loudly when a person is needed.', [7, 1], [2, 1]),
  ],
};
