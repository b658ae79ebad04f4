import type { INodeProperties } from 'n8n-workflow';
import { SUMMARY_PARAMETERS } from '../../core/timeline/planSummary';
import { DEFAULT_ANSWER_HOURS } from '../../core/timeline/summary';
import { shownFor } from './operation';

const forSummary = shownFor('summarize');
const forAnswers = { ...forSummary, answeredWithin: [true] };

/** The two questions that a summary can answer besides its counts. */
export const summary: INodeProperties[] = [
  {
    displayName: 'Answered Within',
    name: 'answeredWithin',
    type: 'boolean',
    default: false,
    description: 'Whether to count how many of the leads that were written to answered in time',
    displayOptions: { show: forSummary },
  },
  {
    displayName: SUMMARY_PARAMETERS.messageTypes,
    name: 'messageTypes',
    type: 'multiOptions',
    typeOptions: { loadOptionsMethod: 'getEventTypes' },
    required: true,
    default: [],
    description:
      'Event types that ask for an answer, such as Message Sent. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
    displayOptions: { show: forAnswers },
  },
  {
    displayName: SUMMARY_PARAMETERS.replyTypes,
    name: 'replyTypes',
    type: 'multiOptions',
    typeOptions: { loadOptionsMethod: 'getEventTypes' },
    required: true,
    default: [],
    description:
      'Event types that are an answer, such as Inbound Reply. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
    displayOptions: { show: forAnswers },
  },
  {
    displayName: SUMMARY_PARAMETERS.withinHours,
    name: 'withinHours',
    type: 'number',
    typeOptions: { minValue: 0, numberPrecision: 2 },
    default: DEFAULT_ANSWER_HOURS,
    description: 'How long after a message a reply still counts as its answer',
    displayOptions: { show: forAnswers },
  },
  {
    displayName: SUMMARY_PARAMETERS.steps,
    name: 'steps',
    type: 'fixedCollection',
    typeOptions: { multipleValues: true, sortable: true, multipleValueButtonText: 'Add Step' },
    placeholder: 'Add Step',
    default: {},
    description:
      'Event types in the order in which leads pass through them: how many came to each, and how many were lost on the way',
    options: [
      {
        displayName: 'Step',
        name: 'step',
        values: [
          {
            displayName: 'Event Type Name or ID',
            name: 'eventType',
            type: 'options',
            typeOptions: { loadOptionsMethod: 'getEventTypes' },
            default: '',
            description:
              'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
          },
        ],
      },
    ],
    displayOptions: { show: forSummary },
  },
];
