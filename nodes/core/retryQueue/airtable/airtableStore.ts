import type { Clock, HttpClient, Logger, RandomSource } from '../../ports';
import type { ListedEntry, QueueEntry, Target } from '../queueEntry';
import type {
  Claim,
  ClaimRequest,
  ListRequest,
  PurgeCounts,
  PurgeRequest,
  PutResult,
  RetryStore,
  Settlement,
  StoreStatus,
} from '../retryStore';
import { AirtableCalls } from './airtableCalls';
import type { AirtableConfig } from './airtableConfig';
import { AirtableTable } from './airtableTable';
import { type BaseTraffic, trafficOf } from './baseTraffic';
import { claimRecords } from './claimRecords';
import { RecordLists } from './listRecords';
import { purgeRecords } from './purgeRecords';
import { putRecords } from './putRecords';
import { settlePointers } from './settlePointers';
import { settleRecords } from './settleRecords';
import { tableStatus } from './tableStatus';

const TOKEN_BYTES = 16;
/** Milliseconds, half of them for marking; 500 records, a replay's claim, take 15 s of turns. */
const CLAIM_LIMIT = 50_000;
/** Milliseconds; long enough to sit out one penalty. */
const SETTLE_LIMIT = 60_000;
const STATUS_LIMIT = 10_000;
/** Milliseconds for one page of a list; 240 of Airtable's. */
const LIST_LIMIT = 60_000;
/** Milliseconds; long enough for a few thousand records. */
const PURGE_LIMIT = 300_000;
const POINTER_LIMIT = 5000;

export interface AirtableStoreParts {
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly logger: Logger;
  readonly config: AirtableConfig;
}

/**
 * Keeps entries as records of an Airtable table, where people see them. A queue for modest volumes:
 * 10 records a request and 4 requests a second for the whole base. Replayed records stay as a
 * history; an entry put again begins anew. A person may set a record's `state` to pending (replay
 * it), parked or discarded.
 * All methods throw ConfigurationError or TargetUnavailableError, and end in bounded time: put by
 * its deadline, a claim within 50 s of its turn, settling and a page of a list within 60 s, the
 * status within 10 s, a purge within 5 min.
 */
export class AirtableStore implements RetryStore {
  readonly name = 'airtable';
  private readonly table: AirtableTable;
  private readonly traffic: BaseTraffic;
  private readonly lists: RecordLists;

  constructor(private readonly parts: AirtableStoreParts) {
    const { http, clock, config } = parts;
    this.traffic = trafficOf(clock, config);
    this.table = new AirtableTable(
      new AirtableCalls({ http, clock, traffic: this.traffic, config }),
    );
    this.lists = new RecordLists(this.table);
  }

  put(entries: readonly QueueEntry[], deadline: number): Promise<PutResult> {
    return putRecords(entries, this.table, { deadline });
  }

  claimDue(request: ClaimRequest): Promise<Claim> {
    const token = Buffer.from(this.parts.random.bytes(TOKEN_BYTES)).toString('hex');
    const { clock, logger } = this.parts;
    const { table, traffic } = this;
    const claim = { table, traffic, clock, logger, token, askedAt: clock.elapsed() };
    return traffic.alone(async () => {
      const deadline = this.within(CLAIM_LIMIT);
      const entries = await this.finishing(token, () =>
        claimRecords(request, { ...claim, deadline }),
      );
      return { token, entries };
    });
  }

  async settle(claim: Claim, settlements: readonly Settlement[], now: Date): Promise<number> {
    if (settlements.length === 0) return 0;
    const parts = { ...this.working(SETTLE_LIMIT), now, patient: true };
    return this.finishing(claim.token, () => settleRecords(claim.token, settlements, parts));
  }

  async status(target: Target, now: Date): Promise<StoreStatus> {
    const deadline = this.within(STATUS_LIMIT);
    return tableStatus({ target, now }, this.table, { deadline, patient: true });
  }

  async list(request: ListRequest): Promise<ListedEntry[]> {
    const deadline = this.within(LIST_LIMIT);
    return this.lists.read(request, { now: this.parts.clock.now(), deadline, patient: true });
  }

  async purge(request: PurgeRequest): Promise<PurgeCounts> {
    const deadline = this.within(PURGE_LIMIT);
    return purgeRecords(request, { table: this.table, deadline, patient: true });
  }

  settledElsewhere(settlements: readonly Settlement[], _now: Date): Promise<void> {
    return settlePointers(settlements, this.working(POINTER_LIMIT));
  }

  /** A claim that fails half-way is no crash of a worker. */
  private async finishing<T>(token: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      this.traffic.abandon(token);
      throw error;
    }
  }

  private working(limit: number) {
    return { table: this.table, logger: this.parts.logger, deadline: this.within(limit) };
  }

  private within(milliseconds: number): number {
    return this.parts.clock.elapsed() + milliseconds;
  }
}
