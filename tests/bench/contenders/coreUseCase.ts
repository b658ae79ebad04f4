import type * as TimestampMemoryModule from '../../../nodes/core/activity/timestampMemory';
import type * as CircuitBreakerModule from '../../../nodes/core/delivery/circuitBreaker';
import type * as RetryPolicyModule from '../../../nodes/core/delivery/retryPolicy';
import type * as LogActivityModule from '../../../nodes/core/logActivity';
import type * as IdentifiersModule from '../../../nodes/core/postgres/identifiers';
import type * as PoolModule from '../../../nodes/core/postgres/pool';
import type { LogRequest } from '../../../nodes/core/prepareEvents';
import type * as PostgresSinkModule from '../../../nodes/core/sinks/postgresSink';
import type * as SystemClockModule from '../../../nodes/core/systemClock';
import { origin } from '../../support/makeEvents';
import { silentLogger } from '../../support/silentLogger';
import { FIELDS, type SmsItem, smsItems } from '../benchEvents';
import type { BenchServer } from '../benchServer';
import type { BuiltPackage } from '../builtPackage';
import type { Contender } from '../contender';

let executions = 0;

/** The use case as a script or worker would call it: everything but n8n. */
export function coreUseCase(server: BenchServer, built: BuiltPackage): Contender {
  const { logActivity } = built.module('nodes/core/logActivity') as typeof LogActivityModule;
  const { parts, end } = makeParts(server, built);
  const leads = [...server.leads.keys()];
  return {
    name: 'core',
    prepare: async (count) => {
      const executionId = `core-${++executions}`;
      const requests = smsItems(count, leads).map((item, itemIndex) =>
        requestOf(item, { ...origin, executionId, itemIndex }),
      );
      return () => logActivity(requests, parts);
    },
    end,
  };
}

function makeParts(server: BenchServer, built: BuiltPackage) {
  const core = (path: string) => built.module(`nodes/core/${path}`);
  const { openPool } = core('postgres/pool') as typeof PoolModule;
  const { quoteSchema } = core('postgres/identifiers') as typeof IdentifiersModule;
  const { PostgresSink } = core('sinks/postgresSink') as typeof PostgresSinkModule;
  const { systemClock, systemRandom } = core('systemClock') as typeof SystemClockModule;
  const { TimestampMemory } = core('activity/timestampMemory') as typeof TimestampMemoryModule;
  const { CircuitBreaker } = core('delivery/circuitBreaker') as typeof CircuitBreakerModule;
  const { DEFAULT_RETRY_POLICY } = core('delivery/retryPolicy') as typeof RetryPolicyModule;
  const pool = openPool(server.config, silentLogger);
  const clock = systemClock;
  const parts: LogActivityModule.LogActivityParts = {
    sink: new PostgresSink({ ...server.config, pool, schema: quoteSchema('public'), clock }),
    policy: DEFAULT_RETRY_POLICY,
    signal: undefined,
    target: { credentialId: 'bench', database: server.config.database, schema: 'public' },
    // Nothing is to be kept here: an event that is not written is missed when rows are counted.
    stores: { whileAnswering: [], whileSilent: [] },
    journal: null,
    spool: null,
    announcer: null,
    breaker: new CircuitBreaker(clock),
    registeredTypes: async () => new Map(),
    timestamps: new TimestampMemory(clock),
    privacy: { mode: 'catalogDefault', key: null },
    clock,
    random: systemRandom,
    logger: silentLogger,
  };
  return { parts, end: () => pool.end() };
}

function requestOf(item: SmsItem, from: LogRequest['origin']): LogRequest {
  const fields = Object.fromEntries(FIELDS.map((name) => [name, item[name]]));
  return {
    origin: from,
    input: {
      eventType: 'MESSAGE_SENT',
      lead: { by: 'airtableId', value: item.lead },
      fields,
      messageContent: item.message,
    },
  };
}
