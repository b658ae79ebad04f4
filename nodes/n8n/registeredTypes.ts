import type { IExecuteFunctions, ILoadOptionsFunctions } from 'n8n-workflow';
import type { RegisteredEventType } from '../core/catalog/eventTypeDefinition';
import type { Clock, Logger } from '../core/ports';
import { classifyError } from '../core/postgres/classifyError';
import { type QuotedSchema, quoteSchema } from '../core/postgres/identifiers';
import type { PostgresPool } from '../core/postgres/pool';
import { listEventTypes } from '../core/postgres/statements/listEventTypes';
import { withTransaction } from '../core/postgres/withTransaction';
import { systemClock } from '../core/systemClock';
import { toLogger } from './logger';
import { poolFor } from './poolRegistry';
import { readConnection } from './readConnection';

export type RegisteredTypes = ReadonlyMap<string, RegisteredEventType>;

const TIME_LIMIT_MS = 3000;

/** The event types of the database by name, or null (said in the log) when it cannot be asked. */
export async function readRegisteredTypes(
  pool: PostgresPool,
  schema: QuotedSchema,
  world: { readonly clock: Clock; readonly logger: Logger },
): Promise<RegisteredTypes | null> {
  const { clock, logger } = world;
  const deadline = clock.elapsed() + TIME_LIMIT_MS;
  const limits = { clock, deadline, statementTimeout: TIME_LIMIT_MS };
  try {
    const types = await withTransaction(pool, limits, (db) => listEventTypes(db, schema));
    return new Map(types.map((type) => [type.name, type]));
  } catch (error) {
    const { code } = classifyError(error);
    logger.warn('The event types of the database could not be read.', { code });
    return null;
  }
}

/** The same for the panel, where a missing credential is no reason to show nothing. */
export async function registeredTypesOf(
  context: IExecuteFunctions | ILoadOptionsFunctions,
): Promise<RegisteredTypes | null> {
  const logger = toLogger(context.logger);
  try {
    const pool = poolFor(await readConnection(context), logger);
    const options = optionsOf(context);
    const schema = quoteSchema(options.schema ?? 'public');
    return await readRegisteredTypes(pool, schema, { clock: systemClock, logger });
  } catch (error) {
    logger.debug('The panel shows the built-in event types only.', { error: nameOf(error) });
    return null;
  }
}

function optionsOf(context: IExecuteFunctions | ILoadOptionsFunctions): { schema?: string } {
  const options =
    'getCurrentNodeParameter' in context
      ? context.getCurrentNodeParameter('options')
      : context.getNodeParameter('options', 0, {});
  return (options ?? {}) as { schema?: string };
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
