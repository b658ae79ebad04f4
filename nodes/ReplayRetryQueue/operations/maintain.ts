import { maintainDatabase } from '../../core/maintainDatabase';
import type { Outputs, Work } from './operation';

/** Keeps the database in shape. */
export async function maintain({ parts }: Work): Promise<Outputs> {
  return [[{ ...(await maintainDatabase(parts.pool, parts)) }], []];
}
