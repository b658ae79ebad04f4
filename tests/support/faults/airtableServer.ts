import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../../../nodes/core/ports';
import { COLUMNS } from '../../../nodes/core/retryQueue/airtable/airtableColumns';
import type { AirtableConfig } from '../../../nodes/core/retryQueue/airtable/airtableConfig';
import { ANSWERS, type Answer } from './airtableAnswers';
import { InvalidFormulaError, cellText, parseFormula } from './airtableFormula';

const LONGEST_TEXT = 100_000;
const REQUESTS_PER_SECOND = 5;
const PENALTY = 30_000;

type Fields = Record<string, unknown>;

export interface StoredRecord {
  readonly id: string;
  readonly createdTime: string;
  /** Known to formulas alone. */
  modifiedTime: string;
  fields: Fields;
}

/** What happens to a request instead of, or after, being served. */
export type AirtableFault =
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'hang' }
  | { readonly kind: 'reset' }
  /** Everything is written, and the answer never arrives. */
  | { readonly kind: 'resetAfterCommit' };

type Method = 'GET' | 'PATCH' | 'DELETE';

interface Schedule {
  /** Requests that pass first. */
  readonly after?: number;
  /** Requests that meet the fault. */
  readonly times?: number;
}

interface Plan {
  readonly method: Method;
  readonly fault: AirtableFault;
  after: number;
  times: number;
}

interface SeenRequest {
  readonly method: string;
  /** By the server's clock, in milliseconds. */
  readonly at: number;
}

class Refusal extends Error {
  constructor(readonly answer: Answer) {
    super(`HTTP ${answer.status}`);
  }
}

/**
 * One table of one base behind Airtable's Web API: list records, update them by id or upsert, and
 * delete them, with its limits (10 records and 100,000 characters a cell, 5 requests a second, then 30 s of 429).
 */
export class AirtableServer {
  readonly seen: SeenRequest[] = [];
  readonly columns = new Set<string>(COLUMNS);
  /** Bytes; more is a 413. */
  largestBody = 16 * 1024 * 1024;
  /** Records that the base may hold. */
  mostRecords = Infinity;
  /** Cells with this text are refused. */
  poison: string | null = null;
  private readonly byId = new Map<string, StoredRecord>();
  private readonly planned: Plan[] = [];
  private penaltyEnd = -Infinity;
  private lastNumber = 0;

  private constructor(
    private readonly server: Server,
    private readonly clock: Clock,
  ) {
    server.on('request', (request, response) => void this.receive(request, response));
  }

  /** @param clock by which requests per second and the penalty are counted */
  static async start(clock: Clock): Promise<AirtableServer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new AirtableServer(server, clock);
  }

  get config(): AirtableConfig {
    const { port } = this.server.address() as AddressInfo;
    const apiUrl = `http://127.0.0.1:${port}/v0`;
    return { apiUrl, token: 'pat-good', baseId: 'appBase', table: 'Retry Queue' };
  }

  get records(): StoredRecord[] {
    return [...this.byId.values()];
  }

  /** Meets requests with that method: the next one, unless told otherwise. */
  plan(method: Method, fault: AirtableFault, { after = 0, times = 1 }: Schedule = {}): void {
    this.planned.push({ method, fault, after, times });
  }

  answer(method: Method, answer: Answer, schedule?: Schedule): void {
    this.plan(method, { kind: 'answer', answer }, schedule);
  }

  /** Forgets what is planned. */
  calm(): void {
    this.planned.length = 0;
  }

  /** What a person does with "Duplicate record". */
  duplicate(record: StoredRecord): StoredRecord {
    return this.create({ ...record.fields });
  }

  /** What a person does in the grid. */
  edit(record: StoredRecord, fields: Fields): void {
    record.fields = merged(record.fields, fields);
    record.modifiedTime = this.clock.now().toISOString();
  }

  delete(record: StoredRecord): void {
    this.byId.delete(record.id);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const method = request.method ?? '';
    const body = await readBody(request);
    const at = this.clock.elapsed();
    this.seen.push({ method, at });
    const fault = this.nextFault(method);
    if (fault?.kind === 'hang') return;
    if (fault?.kind === 'reset') return void request.socket.resetAndDestroy();
    const answer =
      this.limited(at) ??
      (fault?.kind === 'answer' ? fault.answer : this.answerTo(request, method, body));
    if (fault?.kind === 'resetAfterCommit') return void request.socket.resetAndDestroy();
    const isJson = typeof answer.body !== 'string';
    response.writeHead(answer.status, {
      'Content-Type': isJson ? 'application/json; charset=utf-8' : 'text/html',
    });
    response.end(isJson ? JSON.stringify(answer.body) : answer.body);
  }

  private nextFault(method: string): AirtableFault | undefined {
    const next = this.planned.find((plan) => plan.method === method && plan.times > 0);
    if (next === undefined) return undefined;
    if (next.after-- > 0) return undefined;
    next.times -= 1;
    return next.fault;
  }

  /** The sixth request within a second, and all that follow within 30 s, are refused. */
  private limited(at: number): Answer | null {
    const recent = this.seen.filter((one) => one.at > at - 1000);
    if (recent.length > REQUESTS_PER_SECOND) this.penaltyEnd = at + PENALTY;
    return at < this.penaltyEnd ? ANSWERS.rateLimit : null;
  }

  private answerTo(request: IncomingMessage, method: string, body: string): Answer {
    try {
      const url = new URL(request.url ?? '', this.config.apiUrl);
      this.authorise(request, url);
      if (method === 'GET') return { status: 200, body: this.list(url.searchParams) };
      if (method === 'DELETE') return { status: 200, body: this.remove(url.searchParams) };
      if (method !== 'PATCH') return ANSWERS.notFound;
      if (Buffer.byteLength(body) > this.largestBody) return ANSWERS.tooLarge;
      return { status: 200, body: this.update(JSON.parse(body) as UpdateBody) };
    } catch (error) {
      if (error instanceof Refusal) return error.answer;
      if (error instanceof InvalidFormulaError) return ANSWERS.badFormula(error.message);
      throw error;
    }
  }

  private authorise(request: IncomingMessage, url: URL): void {
    const { authorization } = request.headers;
    const [, version, base, table, ...rest] = url.pathname.split('/').map(decodeURIComponent);
    if (version !== 'v0' || table === undefined || rest.length > 0) {
      throw new Refusal(ANSWERS.notFound);
    }
    if (authorization === undefined) throw new Refusal(ANSWERS.noToken);
    if (authorization !== `Bearer ${this.config.token}`) throw new Refusal(ANSWERS.wrongToken);
    if (base !== this.config.baseId || table !== this.config.table) {
      throw new Refusal(ANSWERS.noAccess);
    }
  }

  private list(params: URLSearchParams): object {
    const formula = params.get('filterByFormula');
    const holds = formula === null ? () => true : parseFormula(formula, this.columns);
    const found = this.records.filter((record) => holds(record));
    const column = params.get('sort[0][field]');
    if (column !== null && !this.columns.has(column)) {
      throw new Refusal(ANSWERS.unknownField(column));
    }
    const key = ({ fields }: StoredRecord) => cellText(fields[column ?? '']);
    found.sort((one, other) => (key(one) < key(other) ? -1 : Number(key(one) > key(other))));
    if (params.get('sort[0][direction]') === 'desc') found.reverse();
    found.splice(Number(params.get('maxRecords') ?? Infinity));
    const size = Number(params.get('pageSize') ?? 100);
    if (size > 100) throw new Refusal(ANSWERS.invalid('pageSize must be at most 100'));
    const start = Number(/^itr(\d+)\//.exec(params.get('offset') ?? '')?.[1] ?? 0);
    const page = found.slice(start, start + size);
    const wanted = params.getAll('fields[]');
    const unknown = wanted.find((name) => !this.columns.has(name));
    if (unknown !== undefined) throw new Refusal(ANSWERS.unknownField(unknown));
    const next = found[start + size];
    return {
      records: page.map(({ id, createdTime, fields }) => ({
        id,
        createdTime,
        fields: shown(fields, wanted),
      })),
      ...(next === undefined ? {} : { offset: `itr${start + size}/${next.id}` }),
    };
  }

  private update({ records, performUpsert }: UpdateBody): object {
    if (records.length > 10) throw new Refusal(ANSWERS.tooManyRecords(records.length));
    const created: string[] = [];
    // All or nothing: everything is checked before the first record is touched.
    const plan = records.map(({ id, fields }) => {
      this.check(fields);
      return { fields, record: this.matching(id, fields, performUpsert?.fieldsToMergeOn) };
    });
    const isNew = plan.filter(({ record }) => record === null).length;
    if (this.byId.size + isNew > this.mostRecords) {
      throw new Refusal(ANSWERS.invalid('This base has reached its limit of records'));
    }
    const written = plan.map(({ fields, record }) => {
      const kept = record ?? this.create({});
      if (record === null) created.push(kept.id);
      this.edit(kept, fields);
      return kept;
    });
    if (performUpsert === undefined) return { records: written };
    const updated = written.map(({ id }) => id).filter((id) => !created.includes(id));
    return { records: written, createdRecords: created, updatedRecords: updated };
  }

  /** All or nothing, up to 10 (airtable.com/developers/web/api/delete-multiple-records). */
  private remove(params: URLSearchParams): object {
    const ids = params.getAll('records[]');
    if (ids.length === 0 || ids.length > 10) throw new Refusal(ANSWERS.tooManyRecords(ids.length));
    const gone = ids.find((id) => !this.byId.has(id));
    if (gone !== undefined) throw new Refusal(ANSWERS.noSuchRecord(gone));
    for (const id of ids) this.byId.delete(id);
    return { records: ids.map((id) => ({ id, deleted: true })) };
  }

  private matching(
    id: string | undefined,
    fields: Fields,
    mergeOn: readonly string[] | undefined,
  ): StoredRecord | null {
    if (id !== undefined) {
      const record = this.byId.get(id);
      if (record === undefined) throw new Refusal(ANSWERS.noSuchRecord(id));
      return record;
    }
    if (mergeOn === undefined) throw new Refusal(ANSWERS.invalid('Each record needs an id'));
    const matches = this.records.filter((record) =>
      mergeOn.every((name) => record.fields[name] === fields[name]),
    );
    if (matches.length > 1) throw new Refusal(ANSWERS.invalid('More than one record matched'));
    return matches[0] ?? null;
  }

  private check(fields: Fields): void {
    for (const [name, value] of Object.entries(fields)) {
      if (!this.columns.has(name)) throw new Refusal(ANSWERS.unknownField(name));
      const isPoison = this.poison !== null && String(value).includes(this.poison);
      if (String(value).length > LONGEST_TEXT || isPoison) {
        throw new Refusal(ANSWERS.badValue(name));
      }
    }
  }

  private create(fields: Fields): StoredRecord {
    this.lastNumber += 1;
    const id = `rec${String(this.lastNumber).padStart(14, '0')}`;
    const createdTime = this.clock.now().toISOString();
    const record = { id, createdTime, modifiedTime: createdTime, fields };
    this.byId.set(id, record);
    return record;
  }
}

interface UpdateBody {
  readonly records: ReadonlyArray<{ readonly id?: string; readonly fields: Fields }>;
  readonly performUpsert?: { readonly fieldsToMergeOn: readonly string[] };
}

/** Airtable leaves empty cells out. */
function merged(before: Fields, after: Fields): Fields {
  const cells = Object.entries({ ...before, ...after });
  return Object.fromEntries(cells.filter(([, value]) => value !== null && value !== ''));
}

function shown(fields: Fields, wanted: readonly string[]): Fields {
  if (wanted.length === 0) return fields;
  return Object.fromEntries(Object.entries(fields).filter(([name]) => wanted.includes(name)));
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}
