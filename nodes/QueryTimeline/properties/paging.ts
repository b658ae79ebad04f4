import type { INodeProperties } from 'n8n-workflow';
import { MAX_LIMIT } from '../../core/timeline/timelineRequest';
import { shownFor } from './operation';

const forPages = shownFor('getTimeline', 'search');
const forOnePage = { ...forPages, returnAll: [false] };

/** Which part of what was found is returned. */
export const paging: INodeProperties[] = [
  {
    displayName: 'Return All',
    name: 'returnAll',
    type: 'boolean',
    default: false,
    description: 'Whether to return all results or only up to a given limit',
    displayOptions: { show: forPages },
  },
  {
    displayName: 'Limit',
    name: 'limit',
    type: 'number',
    typeOptions: { minValue: 1, maxValue: MAX_LIMIT },
    default: 50,
    description: 'Max number of results to return',
    displayOptions: { show: forOnePage },
  },
  {
    displayName: 'Cursor',
    name: 'cursor',
    type: 'string',
    default: '',
    placeholder: 'e.g. {{ $json.nextCursor }}',
    description:
      'Where to go on: nextCursor or previousCursor of another page, with all else as it was for that page. Empty: start at the first event.',
    displayOptions: { show: forOnePage },
  },
  startAt(
    { operation: ['getTimeline'], returnAll: [false] },
    'Begin with the newest event of this time or before; not together with Cursor',
  ),
  startAt(
    { operation: ['search'], returnAll: [false], sortBy: ['time'] },
    'Begin with the first event from this time on, in the chosen direction; not together with Cursor',
  ),
];

function startAt(show: Record<string, (string | boolean)[]>, description: string): INodeProperties {
  return {
    displayName: 'Start At',
    name: 'startAt',
    type: 'dateTime',
    default: '',
    description,
    displayOptions: { show },
  };
}
