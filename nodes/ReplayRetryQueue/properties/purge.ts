import type { INodeProperties } from 'n8n-workflow';
import { shownFor } from './operation';

/** What nobody waits for any more. */
export const PURGEABLE_STATES = ['discarded', 'replayed'] as const;
export const DEFAULT_PURGE_DAYS = 30;

const forPurge = shownFor('purge');

/** What is removed for good. */
export const purge: INodeProperties[] = [
  {
    displayName: 'States',
    name: 'states',
    type: 'multiOptions',
    required: true,
    options: [
      { name: 'Discarded', value: 'discarded', description: 'Given up by a person' },
      { name: 'Replayed', value: 'replayed', description: 'Is in the activity log' },
    ],
    default: [...PURGEABLE_STATES],
    description: 'Which entries to remove; what waits can never be purged',
    displayOptions: { show: forPurge },
  },
  {
    displayName: 'Older Than (Days)',
    name: 'olderThanDays',
    type: 'number',
    typeOptions: { minValue: 0 },
    default: DEFAULT_PURGE_DAYS,
    description: 'Only entries that were replayed or discarded more than this many days ago',
    displayOptions: { show: forPurge },
  },
  {
    displayName: 'Dry Run',
    name: 'dryRun',
    type: 'boolean',
    default: true,
    description: 'Whether to only count what would be removed; removing cannot be undone',
    displayOptions: { show: forPurge },
  },
];
