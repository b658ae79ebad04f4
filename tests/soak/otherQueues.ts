import { AxiosHttpClient } from '../../nodes/core/http/axiosHttpClient';
import { quoteSchema } from '../../nodes/core/postgres/identifiers';
import { openPool } from '../../nodes/core/postgres/pool';
import { AirtableStore } from '../../nodes/core/retryQueue/airtable/airtableStore';
import { QueueTableStore } from '../../nodes/core/retryQueue/queueTableStore';
import type { RetryStore } from '../../nodes/core/retryQueue/retryStore';
import { systemRandom } from '../../nodes/core/systemClock';
import { silentLogger } from '../support/silentLogger';
import { ObservedHttp, ObservedStore } from './observed';
import { AIRTABLE_HASTE } from './soakServices';
import type { SoakWorld } from './soakWorld';

/** Retry queues beside the database and the disk. */
export interface OtherQueues {
  readonly airtable: RetryStore;
  readonly secondPostgres: RetryStore;
  end(): Promise<void>;
}

export function openOtherQueues(world: SoakWorld, worker: string): OtherQueues {
  const { services, tally, clock } = world;
  const base = { random: systemRandom, logger: silentLogger };
  const pool = openPool(services.queueConfig, silentLogger);
  const { airtableClock } = services;
  const http = new ObservedHttp(new AxiosHttpClient(airtableClock), tally, 'airtable');
  const { config } = services.airtable;
  const airtable = new AirtableStore({ ...base, http, clock: airtableClock, config });
  const secondPostgres = new QueueTableStore({
    ...base,
    ...{ pool, schema: quoteSchema('public'), clock, worker, name: 'secondPostgres' },
  });
  return {
    airtable: new ObservedStore(airtable, tally, AIRTABLE_HASTE),
    secondPostgres: new ObservedStore(secondPostgres, tally),
    end: () => pool.end(),
  };
}
