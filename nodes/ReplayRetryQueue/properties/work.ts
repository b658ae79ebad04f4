import type { INodeProperties } from 'n8n-workflow';
import { shownFor } from './operation';

/** Entries that one run takes at most, unless told otherwise. */
export const DEFAULT_REPLAY_LIMIT = 1000;

const limit: INodeProperties = {
  displayName: 'Limit',
  name: 'limit',
  type: 'number',
  typeOptions: { minValue: 1 },
  default: DEFAULT_REPLAY_LIMIT,
  description: 'How many entries to take at most, oldest first',
  displayOptions: { show: shownFor('replay', 'requeue', 'discard') },
};

const output: INodeProperties = {
  displayName: 'Output',
  name: 'output',
  type: 'options',
  options: [
    {
      name: 'Item per Entry',
      value: 'itemPerEntry',
      description: 'What was written leaves by Replayed, all else by Needs Attention',
    },
    {
      name: 'Summary',
      value: 'summary',
      description: 'The counts leave by Replayed; what failed or is parked by Needs Attention',
    },
  ],
  default: 'summary',
  description: 'What to return: one summary, or what became of each entry',
  displayOptions: { show: shownFor('replay') },
};

/** What a run of Replay, Requeue and Discard takes, and gives. */
export const work: INodeProperties[] = [
  limit,
  output,
  {
    displayName: 'Dry Run',
    name: 'dryRun',
    type: 'boolean',
    default: false,
    description:
      'Whether to only try: everything is really written and taken back, and the queue stays as it is',
    displayOptions: { show: shownFor('replay', 'replayItems') },
  },
  {
    displayName: 'Dry Run',
    name: 'dryRun',
    type: 'boolean',
    default: false,
    description: 'Whether to return the SQL instead of running it',
    displayOptions: { show: shownFor('setUpDatabase') },
  },
];
