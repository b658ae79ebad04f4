import type { BenchServer } from '../benchServer';
import type { Contender } from '../contender';
import { FROM_QUEUE } from './plainStatement';
import type { WaitingQueue } from './waitingQueue';

/** One statement from the queue into the log; the queue stays as it is. */
export function plainInsert(server: Pick<BenchServer, 'client'>, queue: WaitingQueue): Contender {
  return {
    name: 'INSERT … SELECT',
    prepare: async (count) => {
      await queue.fill(count);
      return () => server.client.query(FROM_QUEUE);
    },
  };
}
