import type { INodeProperties } from 'n8n-workflow';
import { shownFor } from './operation';

const forEdit = shownFor('edit');
const forDiscard = shownFor('discard');

/** What a person changes, or gives up, and who it was. */
export const repair: INodeProperties[] = [
  {
    displayName: 'Entry ID',
    name: 'entryId',
    type: 'string',
    required: true,
    default: '',
    placeholder: 'e.g. 019a5d2e-7c00-8b3a-9d53-0a4a3c2f7a10/4f1c2a7b',
    description:
      'The entryId that Get Many gives; the event ID will do while only one entry has it',
    displayOptions: { show: forEdit },
  },
  {
    displayName: 'Changes',
    name: 'changes',
    type: 'json',
    typeOptions: { rows: 5 },
    required: true,
    default: '{}',
    placeholder: 'e.g. { "metadata.phone": "4085551234" }',
    description:
      'What to change and its new value, named as in the payload that Get Many shows; dots lead into objects, null removes. The event is checked before anything is saved. Leave it as {} to only check again what was refused.',
    displayOptions: { show: forEdit },
  },
  {
    displayName: 'Edited By',
    name: 'editedBy',
    type: 'string',
    default: '',
    placeholder: 'e.g. ops on call',
    description:
      'Who is answerable, kept with the entry. Empty: the workflow and execution, e.g. "workflow 7Kq2, execution 231".',
    displayOptions: { show: forEdit },
  },
  {
    displayName: 'Reason',
    name: 'reason',
    type: 'string',
    required: true,
    default: '',
    placeholder: 'e.g. Test messages of the campaign draft',
    description: 'Why these events are never to be written; kept with each entry',
    displayOptions: { show: forDiscard },
  },
  {
    displayName: 'Discarded By',
    name: 'discardedBy',
    type: 'string',
    default: '',
    placeholder: 'e.g. ops on call',
    description:
      'Who is answerable, kept with each entry. Empty: the workflow and execution, e.g. "workflow 7Kq2, execution 231".',
    displayOptions: { show: forDiscard },
  },
];
