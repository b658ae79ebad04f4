import type { IExecuteFunctions, ILoadOptionsFunctions } from 'n8n-workflow';
import type { RegisteredEventType } from '../core/catalog/eventTypeDefinition';
import type { Clock, Logger } from '../core/ports';
import { classifyError } from '../core/postgres/classifyError';
import { type QuotedSchema, quoteSchema } from '../core/postgres/identifiers';
import type { PostgresPool } from '../core/postgres/pool';
import { listEventTypes } from '../core/postgres/statements/listEventTypes';
import { registerEventTypes } from '../core/postgres/statements/registerEventTypes';
import { withTransaction } from '../core/postgres/withTransaction';
import { systemClock } from '../core/systemClock';
import { toLogger } from './logger';
import { poolFor } from './poolRegistry';
import { readConnection } from './readConnection';

export type RegisteredTypes = ReadonlyMap<string, RegisteredEventType>;

const TIME_LIMIT_MS = 3000;

/** Where to read event types, and which names to register first. */
export interface TypesRequest {
  readonly pool: PostgresPool;
  readonly schema: QuotedSchema;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly register: readonly string[];
}

/** Without a category of its own, a type that is registered on the way is one of the system. */
const CATEGORY_OF_UNKNOWN = 'SYSTEM';

/** The event types of the database by name, or null (said in the log) when it cannot be asked. */
export async function readRegisteredTypes(request: TypesRequest): Promise<RegisteredTypes | null> {
  const { pool, schema, clock, logger, register } = request;
  const deadline = clock.elapsed() + TIME_LIMIT_MS;
  const limits = { clock, deadline, statementTimeout: TIME_LIMIT_MS };
  try {
    const types = await withTransaction(pool, limits, async (db) => {
      if (register.length > 0) {
        await registerEventTypes(db, schema, { names: register, category: CATEGORY_OF_UNKNOWN });
      }
      return listEventTypes(db, schema);
    });
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
    return await readRegisteredTypes({ pool, schema, clock: systemClock, logger, register: [] });
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
