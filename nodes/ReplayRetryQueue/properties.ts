import type { INodeProperties } from 'n8n-workflow';
import { alertProperty } from '../n8n/properties/alert';
import { connectionProperty, credentialsPlace } from '../n8n/properties/connection';
import { drainedQueueProperty } from '../n8n/properties/retryQueue';
import { filters } from './properties/filters';
import { listing } from './properties/listing';
import { operation, OPERATION_NAMES, type OperationName } from './properties/operation';
import { options } from './properties/options';
import { purge } from './properties/purge';
import { repair } from './properties/repair';
import { work } from './properties/work';

const OF_THE_DATABASE: readonly OperationName[] = ['maintain', 'setUpDatabase'];
const THAT_TELL: OperationName = 'replay';

export const properties: INodeProperties[] = [
  connectionProperty,
  credentialsPlace,
  operation,
  ...repair,
  ...listing,
  ...purge,
  ...work,
  ...filters,
  // `show` would make n8n's editor hide Operation: it takes what a credential's parameter depends on
  // for a part of signing in.
  {
    ...drainedQueueProperty,
    displayOptions: { hide: { operation: [...OF_THE_DATABASE] } },
  },
  {
    ...alertProperty,
    displayOptions: {
      hide: { operation: OPERATION_NAMES.filter((name) => name !== THAT_TELL) },
    },
  },
  ...options,
];
