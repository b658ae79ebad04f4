import type { RegisteredEventType } from './catalog/eventTypeDefinition';
import type { Clock, Logger } from './ports';
import { classifyError } from './postgres/classifyError';
import type { QuotedSchema } from './postgres/identifiers';
import type { PostgresPool } from './postgres/pool';
import { listEventTypes } from './postgres/statements/listEventTypes';
import { registerEventTypes } from './postgres/statements/registerEventTypes';
import { withTransaction } from './postgres/withTransaction';

export type RegisteredTypes = ReadonlyMap<string, RegisteredEventType>;

const TIME_LIMIT_MS = 3000;

/** Where to read event types, and which names to register first. */
export interface TypesRequest {
  readonly pool: PostgresPool;
  readonly schema: QuotedSchema;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly register: readonly string[];
  /** `clock.elapsed()` by which it must have answered; default: 3 s from now. */
  readonly deadline?: number;
}

/** Without a category of its own, a type that is registered on the way is one of the system. */
const CATEGORY_OF_UNKNOWN = 'SYSTEM';

/** The event types of the database by name, or null (said in the log) when it cannot be asked. */
export async function readRegisteredTypes(request: TypesRequest): Promise<RegisteredTypes | null> {
  const { pool, schema, clock, logger, register } = request;
  const deadline = Math.min(request.deadline ?? Infinity, clock.elapsed() + TIME_LIMIT_MS);
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
