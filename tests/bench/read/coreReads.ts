import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type * as ExportEventsModule from '../../../nodes/core/exportEvents';
import type * as IdentifiersModule from '../../../nodes/core/postgres/identifiers';
import type { ConnectionConfig } from '../../../nodes/core/postgres/connectionConfig';
import type * as PoolModule from '../../../nodes/core/postgres/pool';
import type * as QueryTimelineModule from '../../../nodes/core/queryTimeline';
import type * as SearchEventsModule from '../../../nodes/core/searchEvents';
import type * as SummarizeEventsModule from '../../../nodes/core/summarizeEvents';
import type * as SystemClockModule from '../../../nodes/core/systemClock';
import type { ExportFormat } from '../../../nodes/core/timeline/exportRequest';
import type { FilterRequest } from '../../../nodes/core/timeline/filterRequest';
import type { SearchPage } from '../../../nodes/core/timeline/searchPage';
import type { SearchRequest } from '../../../nodes/core/timeline/searchRequest';
import type { Summary } from '../../../nodes/core/timeline/summary';
import type { TimelinePage } from '../../../nodes/core/timeline/timelinePage';
import type { TimelineRequest } from '../../../nodes/core/timeline/timelineRequest';
import { searchFor } from '../../support/searchFor';
import { silentLogger } from '../../support/silentLogger';
import type { BuiltPackage } from '../builtPackage';
import { noFilters } from '../../support/noFilters';

/** Filters beside those that narrow nothing. */
export type Filters = Partial<FilterRequest> & { readonly tenant: string };

/** The use cases as a script or worker would call them: everything but n8n. */
export interface CoreReads {
  timeline(request: TimelineRequest): Promise<TimelinePage>;
  search(filters: Filters, page?: Partial<SearchRequest>): Promise<SearchPage>;
  summarize(filters: Filters): Promise<Summary>;
  /** Reads an export to its end and keeps nothing of it. @returns bytes */
  export(filters: Filters, format: ExportFormat): Promise<number>;
  end(): Promise<void>;
}

/** Milliseconds: what is slow is to be seen, not stopped. */
const STATEMENT_TIMEOUT = 300_000;
const COMMON = { timeZone: 'UTC', statementTimeout: STATEMENT_TIMEOUT };

/** The compiled use cases over a pool of their own. */
export function coreReads(config: ConnectionConfig, built: BuiltPackage): CoreReads {
  const core = (path: string) => built.module(`nodes/core/${path}`);
  const { queryTimeline } = core('queryTimeline') as typeof QueryTimelineModule;
  const { searchEvents } = core('searchEvents') as typeof SearchEventsModule;
  const { summarizeEvents } = core('summarizeEvents') as typeof SummarizeEventsModule;
  const { exportEvents } = core('exportEvents') as typeof ExportEventsModule;
  const { openPool } = core('postgres/pool') as typeof PoolModule;
  const { quoteSchema } = core('postgres/identifiers') as typeof IdentifiersModule;
  const { systemClock } = core('systemClock') as typeof SystemClockModule;
  const pool = openPool(config, silentLogger);
  const parts = { pool, schema: quoteSchema('public'), clock: systemClock };
  return {
    timeline: (request) => queryTimeline(request, parts),
    search: (filters, page = {}) =>
      searchEvents(searchFor(filled(filters), { ...COMMON, ...page }), parts),
    summarize: (filters) =>
      summarizeEvents({ ...COMMON, filters: filled(filters), answered: null, steps: [] }, parts),
    export: async (filters, format) => {
      const request = { ...COMMON, filters: filled(filters), format };
      const { stream } = await exportEvents(request, { ...parts, logger: silentLogger });
      const sink = new NullSink();
      await pipeline(stream, sink);
      return sink.bytes;
    },
    end: () => pool.end(),
  };
}

function filled({ tenant, ...filters }: Filters): FilterRequest {
  return { ...noFilters(tenant), ...filters };
}

class NullSink extends Writable {
  bytes = 0;
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.bytes += chunk.length;
    done();
  }
}
