import { queueHealth } from '../../core/queueHealth';
import type { Outputs, Work } from './operation';

/** Says how queue and log are. */
export async function getStatus({ parts }: Work): Promise<Outputs> {
  return [[{ ...(await queueHealth({ target: parts.target }, parts)) }], []];
}
