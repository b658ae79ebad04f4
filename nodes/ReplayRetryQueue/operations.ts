import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { ConfigurationError } from '../core/errors';
import { maintainDatabase } from '../core/maintainDatabase';
import { replayRetryQueue } from '../core/replayRetryQueue';
import { retryQueueStatus } from '../core/retryQueueStatus';
import { setUpDatabase } from '../core/setUpDatabase';
import type { Place } from '../n8n/composeBase';
import { composeReplay, type ReplayComposition } from '../n8n/composition';
import { readConnection } from '../n8n/readConnection';
import { readServices } from '../n8n/readServices';
import { DEFAULT_REPLAY_LIMIT } from './properties';

/** A run ends here and leaves the rest to the next one, which the schedule starts anyway. */
const RUN_TIME_LIMIT_MS = 5 * 60_000;

/** JSON of the items for each output: Replayed, Needs Attention. */
type Outputs = readonly [IDataObject[], IDataObject[]];

type Operation = (context: IExecuteFunctions, parts: ReplayComposition) => Promise<Outputs>;

const OPERATIONS: Readonly<Record<string, Operation>> = {
  getStatus,
  maintain,
  replay,
  setUpDatabase: setUp,
};

/** @throws ActivityLogError with what to do next */
export async function runOperation(context: IExecuteFunctions): Promise<Outputs> {
  const name = context.getNodeParameter('operation', 0);
  const operation = OPERATIONS[name];
  if (operation === undefined) {
    throw new ConfigurationError({
      message: 'The operation is not known.',
      hint: `Choose one of ${Object.keys(OPERATIONS).join(', ')}.`,
    });
  }
  const options: Place = context.getNodeParameter('options', 0, {});
  const connection = await readConnection(context);
  const services = await readServices(context);
  const parts = composeReplay(context, { connection, services, place: options });
  return operation(context, parts);
}

async function replay(context: IExecuteFunctions, parts: ReplayComposition): Promise<Outputs> {
  const request = { target: parts.target, limit: readLimit(context), dueOnly: true };
  const deadline = parts.clock.elapsed() + RUN_TIME_LIMIT_MS;
  const { entries, ...summary } = await replayRetryQueue(request, { ...parts, deadline });
  const eventsLinked = await parts.linkLeads();
  const needAttention = entries.filter(({ outcome }) => outcome === 'parked');
  if (context.getNodeParameter('output', 0, 'summary') === 'itemPerEntry') {
    const others = entries.filter((entry) => !needAttention.includes(entry));
    return [others.map((entry) => ({ ...entry })), needAttention.map((entry) => ({ ...entry }))];
  }
  return [[{ ...summary, eventsLinked }], needAttention.map((entry) => ({ ...entry }))];
}

/** An expression can give what the panel refuses, and a run of no entries looks like a drained queue. */
function readLimit(context: IExecuteFunctions): number {
  const limit: unknown = context.getNodeParameter('limit', 0, DEFAULT_REPLAY_LIMIT);
  if (typeof limit === 'number' && Number.isInteger(limit) && limit >= 1) return limit;
  throw new ConfigurationError({
    message: 'The parameter Limit must be a whole number from 1 on.',
    hint: 'Correct the expression in Limit, or enter a number.',
  });
}

async function getStatus(_: IExecuteFunctions, parts: ReplayComposition): Promise<Outputs> {
  const status = await retryQueueStatus(parts.target, parts);
  return [[{ ...status }], []];
}

async function maintain(_: IExecuteFunctions, parts: ReplayComposition): Promise<Outputs> {
  return [[{ ...(await maintainDatabase(parts.pool, parts)) }], []];
}

async function setUp(context: IExecuteFunctions, parts: ReplayComposition): Promise<Outputs> {
  const dryRun = Boolean(context.getNodeParameter('dryRun', 0, false));
  const { schema, clock } = parts;
  const { migrations, monthsCreated } = await setUpDatabase(parts.pool, { schema, clock, dryRun });
  if (!dryRun) parts.closeCircuit();
  return [[{ ...migrations, monthsCreated }], []];
}
