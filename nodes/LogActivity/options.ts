import type { INodeProperties } from 'n8n-workflow';
import {
  DEFAULT_RETRY_POLICY,
  POLICY_BOUNDS,
  type RetryPolicy,
} from '../core/delivery/retryPolicy';
import {
  privacyOption,
  queueSchemaOption,
  schemaOption,
  spoolFolderOption,
  statementTimeoutOption,
} from '../n8n/properties/options';

const { attempts, batchSize, firstDelay, statementTimeout, totalTimeLimit } = DEFAULT_RETRY_POLICY;

function bounds(name: keyof RetryPolicy) {
  const { min, max } = POLICY_BOUNDS[name];
  return { minValue: min, maxValue: max };
}

/** How events are delivered; the defaults are those of core. */
export const options: INodeProperties = {
  displayName: 'Options',
  name: 'options',
  type: 'collection',
  placeholder: 'Add Option',
  default: {},
  options: [
    {
      displayName: 'Attempts',
      name: 'attempts',
      type: 'number',
      typeOptions: bounds('attempts'),
      default: attempts,
      description: 'How often to try before the event goes to the retry queue',
    },
    {
      displayName: 'Batch Size',
      name: 'batchSize',
      type: 'number',
      typeOptions: bounds('batchSize'),
      default: batchSize,
      description: 'How many events to write with one statement',
    },
    {
      displayName: 'Durability',
      name: 'durability',
      type: 'options',
      options: [
        {
          name: 'Journal First',
          value: 'journalFirst',
          description:
            'Put the events on disk before the first attempt, so that even a killed process loses none',
        },
        {
          name: 'Standard',
          value: 'standard',
          description: 'Put events on disk when the database did not take them',
        },
      ],
      default: 'standard',
      description: 'When events are safe. Journal First costs one synced file per execution.',
    },
    {
      displayName: 'First Delay',
      name: 'firstDelay',
      type: 'number',
      typeOptions: bounds('firstDelay'),
      default: firstDelay,
      description: 'Milliseconds before the second attempt; each later wait is four times as long',
    },
    privacyOption,
    queueSchemaOption,
    schemaOption,
    spoolFolderOption,
    statementTimeoutOption(statementTimeout),
    {
      displayName: 'Total Time Limit',
      name: 'totalTimeLimit',
      type: 'number',
      typeOptions: bounds('totalTimeLimit'),
      default: totalTimeLimit,
      description:
        'Milliseconds for all attempts of one execution. What is not written by then goes to the retry queue.',
    },
    {
      displayName: 'Unknown Event Types',
      name: 'unknownEventTypes',
      type: 'options',
      options: [
        {
          name: 'Accept',
          value: 'accept',
          description: 'Register the type in the database as a custom one of category SYSTEM',
        },
        {
          name: 'Park',
          value: 'park',
          description: 'Keep the event in the retry queue until a person decides',
        },
      ],
      default: 'park',
      description: 'What to do with an event type that is neither built in nor registered',
    },
  ],
};
