import { AxiosHttpClient } from '../core/http/axiosHttpClient';
import type { LogActivityParts } from '../core/logActivity';
import { AirtableStore } from '../core/retryQueue/airtable/airtableStore';
import { QueueTableStore } from '../core/retryQueue/queueTableStore';
import type { RetryStore } from '../core/retryQueue/retryStore';
import { poolFor } from './poolRegistry';
import type { RetryQueueConfig } from './readServices';
import type { Base } from './composeBase';

/** First choice first; the local spool is in every list, because a disk needs no network. */
export function storesOf(base: Base, retryQueue: RetryQueueConfig): LogActivityParts['stores'] {
  const { queueTable, spool } = base;
  switch (retryQueue.kind) {
    case 'automatic':
      // A transient failure may be over, or of the log alone: better asked in vain than lost.
      return { whileAnswering: [queueTable, spool], whileSilent: [spool, queueTable] };
    case 'spool':
      return { whileAnswering: [spool], whileSilent: [spool] };
    case 'airtable':
    case 'postgres': {
      const stores = [...elsewhere(base, retryQueue), spool];
      return { whileAnswering: stores, whileSilent: stores };
    }
  }
}

/** Stores beside the database and the disk of this node. */
export function elsewhere(base: Base, retryQueue: RetryQueueConfig): RetryStore[] {
  const { clock, random, logger, worker } = base;
  const world = { clock, random, logger };
  switch (retryQueue.kind) {
    case 'automatic':
    case 'spool':
      return [];
    case 'airtable': {
      const http = new AxiosHttpClient(clock);
      return [new AirtableStore({ ...world, http, config: retryQueue.config })];
    }
    case 'postgres': {
      const pool = poolFor(retryQueue.connection, logger);
      const { schema } = retryQueue;
      return [new QueueTableStore({ ...world, pool, schema, worker, name: 'secondPostgres' })];
    }
  }
}
