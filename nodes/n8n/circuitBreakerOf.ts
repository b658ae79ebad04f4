import { type CircuitBreaker, CircuitBreakers } from '../core/delivery/circuitBreaker';
import type { PostgresPool } from '../core/postgres/pool';
import { systemClock } from '../core/systemClock';

/** By pool, because a corrected credential has a pool of its own and is to be tried at once. */
type BreakersByPool = WeakMap<PostgresPool, CircuitBreakers>;

/** On `globalThis`, because n8n may load the package twice (two versions, hot reload). */
const BREAKERS = Symbol.for('n8n-nodes-activity-log.circuitBreakers');

/**
 * The process's one breaker for a target that is reached over this pool.
 * @param target see `targetKey`
 */
export function circuitBreakerOf(pool: PostgresPool, target: string): CircuitBreaker {
  const holder = globalThis as { [key: symbol]: BreakersByPool | undefined };
  const byPool = (holder[BREAKERS] ??= new WeakMap());
  const breakers = byPool.get(pool) ?? new CircuitBreakers(systemClock);
  byPool.set(pool, breakers);
  return breakers.of(target);
}
