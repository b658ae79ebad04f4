import { purgeQueue } from '../../core/purgeQueue';
import { readPurgeRequest } from '../parameters/readPurgeRequest';
import type { Outputs, Work } from './operation';

/** Removes what nobody waits for any more, or counts it. */
export async function purge({ parts, panel }: Work): Promise<Outputs> {
  return [[{ ...(await purgeQueue(readPurgeRequest(panel, parts.target), parts)) }], []];
}
