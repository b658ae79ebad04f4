import { purgeQueue } from '../../core/purgeQueue';
import { readPurgeRequest } from '../parameters/readPurgeRequest';
import type { Outputs, Work } from './operation';
import { runnerOf } from './runner';

/** Removes what nobody waits for any more, or counts it. */
export async function purge({ context, parts, panel }: Work): Promise<Outputs> {
  const request = readPurgeRequest(panel, parts.target, runnerOf(context));
  return [[{ ...(await purgeQueue(request, parts)) }], []];
}
