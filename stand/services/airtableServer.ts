import type { Clock } from '../../nodes/core/ports';
import { COLUMNS } from '../../nodes/core/retryQueue/airtable/airtableColumns';
import type { AirtableConfig } from '../../nodes/core/retryQueue/airtable/airtableConfig';
import { ANSWERS, Refusal } from './airtableAnswers';
import type { Columns, Fields } from './airtableColumns';
import { InvalidFormulaError } from './airtableFunctions';
import type { StoredRecord } from './airtableList';
import { serve, serveOne } from './airtableRoutes';
import { AirtableTable, type Base } from './airtableTable';
import { type Answer, LocalServer, type Received, type Reply } from './localServer';
import { PlannedFaults, type Schedule, type ServiceFault } from './plannedFaults';

export type { StoredRecord } from './airtableList';

/** As of Airtable; see `AirtableServer`. */
export const REQUESTS_PER_SECOND = 5;
const PENALTY = 30_000;
const QUEUE_TABLE = 'Retry Queue';
const QUEUE_COLUMNS: Columns = Object.fromEntries(COLUMNS.map((name) => [name, 'any']));

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

interface SeenRequest {
  readonly method: string;
  /** Name of the table; empty for an address that is none. */
  readonly table: string;
  /** By the server's clock, in milliseconds. */
  readonly at: number;
}

/**
 * One base behind Airtable's Web API: list, create, update, upsert and delete records, several at once
 * or by the address of one, with its limits (10 records a write, 100 a page, 100,000 characters a cell,
 * 5 requests a second, then 30 s of 429: airtable.com/developers/web/api/rate-limits). Tables are
 * called by their names. Beside the given ones it has our retry queue.
 */
export class AirtableServer {
  readonly seen: SeenRequest[] = [];
  /** Bytes; more is a 413. */
  largestBody = 16 * 1024 * 1024;
  /** Records that the base may hold. */
  mostRecords = Infinity;
  requestsPerSecond = REQUESTS_PER_SECOND;
  private readonly faults = new PlannedFaults();
  private readonly tables = new Map<string, AirtableTable>();
  private readonly base: Base;
  private penaltyEnd = -Infinity;
  private lastNumber = 0;
  private local!: LocalServer;

  private constructor(private readonly clock: Clock) {
    this.base = {
      clock,
      nextId: () => `rec${String((this.lastNumber += 1)).padStart(14, '0')}`,
      room: () => this.mostRecords - this.countOfRecords(),
      poison: null,
    };
  }

  /**
   * @param clock by which requests per second and the penalty are counted, and NOW() is known
   * @param tables columns by the table's name
   * @param port any free one unless given
   */
  static async start(
    clock: Clock,
    tables: Readonly<Record<string, Columns>> = {},
    port?: number,
  ): Promise<AirtableServer> {
    const airtable = new AirtableServer(clock);
    const all = Object.entries({ [QUEUE_TABLE]: QUEUE_COLUMNS, ...tables });
    for (const [name, columns] of all) {
      airtable.tables.set(name, new AirtableTable(airtable.base, columns));
    }
    airtable.local = await LocalServer.start((received) => airtable.receive(received), port);
    return airtable;
  }

  /** How to get at our retry queue. */
  get config(): AirtableConfig {
    const apiUrl = `${this.local.origin}/v0`;
    return { apiUrl, token: 'pat-good', baseId: 'appBase', table: QUEUE_TABLE };
  }

  /** @throws Error for a table that the base does not have */
  table(name: string): AirtableTable {
    const table = this.tables.get(name);
    if (table === undefined) throw new Error(`The base has no table "${name}".`);
    return table;
  }

  /** Of our retry queue, like what follows. */
  get records(): StoredRecord[] {
    return this.table(QUEUE_TABLE).records;
  }

  get columns(): AirtableTable['columns'] {
    return this.table(QUEUE_TABLE).columns;
  }

  /** What a person does with "Duplicate record". */
  duplicate(record: StoredRecord): StoredRecord {
    return this.table(QUEUE_TABLE).add({ ...record.fields });
  }

  edit(record: StoredRecord, fields: Fields): void {
    this.table(QUEUE_TABLE).edit(record, fields);
  }

  delete(record: StoredRecord): void {
    this.table(QUEUE_TABLE).delete(record);
  }

  /** Cells with this text are refused. */
  set poison(text: string | null) {
    this.base.poison = text;
  }

  /**
   * Meets requests with that method, or with that method and table, e.g. `PATCH Leads`: the next one,
   * unless told otherwise.
   */
  plan(request: Method | `${Method} ${string}`, fault: ServiceFault, schedule?: Schedule): void {
    this.faults.plan(request, fault, schedule);
  }

  answer(request: Method | `${Method} ${string}`, answer: Answer, schedule?: Schedule): void {
    this.plan(request, { kind: 'answer', answer }, schedule);
  }

  /** Forgets what is planned. */
  calm(): void {
    this.faults.clear();
  }

  stop(): Promise<void> {
    return this.local.stop();
  }

  private countOfRecords(): number {
    return [...this.tables.values()].reduce((sum, { records }) => sum + records.length, 0);
  }

  private receive(received: Received): Reply {
    const { method, url } = received;
    const at = this.clock.elapsed();
    const table = decodeURIComponent(url.pathname.split('/')[3] ?? '');
    this.seen.push({ method, table, at });
    const fault = this.faults.next(method, `${method} ${table}`);
    if (fault?.kind === 'hang' || fault?.kind === 'reset') return fault.kind;
    const answer =
      this.limited(at) ?? (fault?.kind === 'answer' ? fault.answer : this.answerTo(received));
    return fault?.kind === 'resetAfterCommit' ? 'reset' : answer;
  }

  /** One request too many within a second, and all that follow within 30 s, are refused. */
  private limited(at: number): Answer | null {
    const recent = this.seen.filter((one) => one.at > at - 1000);
    if (recent.length > this.requestsPerSecond) this.penaltyEnd = at + PENALTY;
    return at < this.penaltyEnd ? ANSWERS.rateLimit : null;
  }

  private answerTo(received: Received): Answer {
    try {
      const { table, id } = this.addressed(received);
      const body = id === undefined ? serve(table, received) : serveOne(table, id, received);
      return { status: 200, body };
    } catch (error) {
      if (error instanceof Refusal) return error.answer;
      if (error instanceof InvalidFormulaError) return ANSWERS.badFormula(error.message);
      if (error instanceof SyntaxError) return ANSWERS.badRequest;
      throw error;
    }
  }

  private addressed({ url, headers, body }: Received): { table: AirtableTable; id?: string } {
    const { authorization } = headers;
    const [, version, base, name, id, ...rest] = url.pathname.split('/').map(decodeURIComponent);
    if (version !== 'v0' || name === undefined || rest.length > 0) {
      throw new Refusal(ANSWERS.notFound);
    }
    if (authorization === undefined) throw new Refusal(ANSWERS.noToken);
    if (authorization !== `Bearer ${this.config.token}`) throw new Refusal(ANSWERS.wrongToken);
    const table = this.tables.get(name);
    if (base !== this.config.baseId || table === undefined) throw new Refusal(ANSWERS.noAccess);
    if (Buffer.byteLength(body) > this.largestBody) throw new Refusal(ANSWERS.tooLarge);
    return id === undefined ? { table } : { table, id };
  }
}
