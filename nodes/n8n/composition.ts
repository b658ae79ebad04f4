import type { IExecuteFunctions, ILoadOptionsFunctions } from 'n8n-workflow';
import { IncidentAnnouncer } from '../core/alerts/announceIncidents';
import type { Announcer } from '../core/alerts/deliveryReport';
import { type SlackConfig, SlackAlertChannel } from '../core/alerts/slackAlertChannel';
import type { Privacy } from '../core/activity/privacy';
import type { RetryPolicy } from '../core/delivery/retryPolicy';
import { AxiosHttpClient } from '../core/http/axiosHttpClient';
import type { LogActivityParts } from '../core/logActivity';
import { linkAfterReplay } from '../core/maintainDatabase';
import { quoteSchema } from '../core/postgres/identifiers';
import { probe } from '../core/probe';
import { rememberRun } from '../core/rememberRun';
import { readRegisteredTypes } from '../core/registeredTypes';
import type { ReadParts } from '../core/reading/readTransaction';
import { targetKey } from '../core/retryQueue/entryKey';
import type { ReplayRun } from '../core/retryQueue/replayRun';
import type { RetryStore } from '../core/retryQueue/retryStore';
import { SpoolJournal } from '../core/spool/spoolJournal';
import { systemClock } from '../core/systemClock';
import type { AskForTypes } from '../core/typeKnowledge';
import { circuitBreakerOf } from './circuitBreakerOf';
import { toLogger } from './logger';
import { poolFor } from './poolRegistry';
import { processState } from './processState';
import type { Connection } from './readConnection';
import type { Services } from './readServices';
import { type Base, compose, type Place } from './composeBase';
import { elsewhere, storesOf } from './composeStores';

export interface LogActivityOptions extends Place {
  readonly acceptsUnknownTypes: boolean;
  readonly policy: RetryPolicy;
  readonly durability: 'standard' | 'journalFirst';
}

/** Where Log Activity reads and writes, and what helps it. */
export interface LogActivityMeans {
  readonly connection: Connection;
  readonly services: Services & { readonly privacy: Privacy };
  readonly options: LogActivityOptions;
}

/** Wires Log Activity. */
export function composeLogActivity(
  context: IExecuteFunctions,
  { connection, services, options }: LogActivityMeans,
): LogActivityParts {
  const base = compose(context, connection, options);
  const { pool, quotedSchema: schema, clock, logger } = base;
  return {
    ...base,
    policy: options.policy,
    breaker: circuitBreakerOf(pool, targetKey(base.target)),
    privacy: services.privacy,
    stores: storesOf(base, services.retryQueue),
    timestamps: processState().timestamps,
    journal: options.durability === 'journalFirst' ? new SpoolJournal(base.spoolParts) : null,
    announcer: announcerFor(services.slack, base),
    registeredTypes: (wanted, deadline) =>
      readRegisteredTypes({
        pool,
        schema,
        clock,
        logger,
        register: options.acceptsUnknownTypes ? wanted : [],
        deadline,
      }),
  };
}

function announcerFor(slack: SlackConfig | null, { clock, logger }: Base): Announcer | null {
  if (slack === null) return null;
  const { incidents, slackPace: pace } = processState();
  const http = new AxiosHttpClient(clock);
  const channel = new SlackAlertChannel({ http, clock, config: slack, pace });
  return new IncidentAnnouncer({ channel, incidents, clock, logger });
}

/** What Replay Retry Queue is made of. */
export interface ReplayComposition extends Base {
  readonly schema: string;
  readonly stores: readonly RetryStore[];
  readonly announcer: Announcer | null;
  /** @throws ActivityLogError when the target cannot take events */
  readonly probe: () => Promise<void>;
  /** The target is fit: executions that were spared it may try it again. */
  readonly closeCircuit: () => void;
  /** Event types that the catalog lacks, as the database knows them; it registers none. */
  readonly registeredTypes: AskForTypes;
  /** Keeps for Get Status what a run did. Never throws. */
  readonly remember: (run: ReplayRun) => Promise<void>;
  /** @returns how many events were linked to leads that came later, or null when it failed */
  readonly linkLeads: () => Promise<number | null>;
}

/** Where Replay Retry Queue reads and writes, and what helps it. */
export interface ReplayMeans {
  readonly connection: Connection;
  readonly services: Services;
  readonly place: Place;
}

/** Wires Replay Retry Queue. */
export function composeReplay(
  context: IExecuteFunctions,
  { connection, services, place }: ReplayMeans,
): ReplayComposition {
  const base = compose(context, connection, place);
  const { pool, quotedSchema, clock, logger, queueTable, spool, target } = base;
  const { schema } = target;
  const closeCircuit = () => circuitBreakerOf(pool, targetKey(target)).answered();
  return {
    ...base,
    ...{ schema, closeCircuit },
    stores: [queueTable, spool, ...elsewhere(base, services.retryQueue)],
    announcer: announcerFor(services.slack, base),
    probe: async () => {
      await probe({ pool, schema: quotedSchema, clock });
      closeCircuit();
    },
    registeredTypes: (_, deadline) =>
      readRegisteredTypes({
        ...{ pool, schema: quotedSchema, clock, logger, register: [] },
        deadline,
      }),
    remember: rememberRun(pool, { schema, target, clock, logger }),
    linkLeads: () => linkAfterReplay(pool, { schema, clock, logger }),
  };
}

/** Wires Query Timeline, and the lists of a panel, which nobody cancels. */
export function composeTimeline(
  context: IExecuteFunctions | ILoadOptionsFunctions,
  connection: Connection,
  place: Pick<Place, 'schema'>,
): ReadParts {
  const pool = poolFor(connection, toLogger(context.logger));
  const schema = quoteSchema(place.schema ?? 'public');
  const signal =
    'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
  return { pool, schema, clock: systemClock, signal };
}
