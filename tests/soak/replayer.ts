import { probe } from '../../nodes/core/probe';
import { type ReplayReport, replayRetryQueue } from '../../nodes/core/replayRetryQueue';
import { ActivityLogError } from '../../nodes/core/errors';
import type { Clock } from '../../nodes/core/ports';
import { nobodyRemembers, replayRequest } from '../support/replayRequest';
import { openTools } from './logTool';
import { openOtherQueues } from './otherQueues';
import type { SoakWorld } from './soakWorld';

const RUN_MS = 4000;
const ENTRIES_PER_RUN = 2000;

/** One worker that replays what waits, in all stores. */
export interface Replayer {
  /**
   * One run.
   * @param dueOnly false: also what waits for its next attempt
   * @returns null when the target was not fit for it
   */
  run(dueOnly: boolean): Promise<ReplayReport | null>;
  /** Claims up to `limit` entries of each store and never settles them. @returns how many */
  claimAndForget(limit: number): Promise<number>;
  end(): Promise<void>;
}

/** @param clock default: the world's; a later one ends leases and back-offs */
export function openReplayer(world: SoakWorld, worker: string, clock?: Clock): Replayer {
  const tools = openTools(world, worker, clock);
  const { pool, schema, target } = tools;
  const others = openOtherQueues(world, worker);
  const stores = [tools.queueTable, tools.spool, others.secondPostgres, others.airtable];
  return {
    run: async (dueOnly) => {
      const deadline = tools.clock.elapsed() + RUN_MS;
      const check = () => probe({ pool, schema, clock: tools.clock });
      try {
        return await replayRetryQueue(replayRequest(target, { limit: ENTRIES_PER_RUN, dueOnly }), {
          ...tools,
          ...nobodyRemembers,
          stores,
          deadline,
          probe: check,
        });
      } catch (error) {
        if (!(error instanceof ActivityLogError)) throw error;
        world.tally.add('replays refused by the probe');
        return null;
      }
    },
    claimAndForget: async (limit) => {
      let claimed = 0;
      for (const store of stores) {
        const request = { target, limit, now: tools.clock.now(), includeNotDue: true };
        try {
          claimed += (await store.claimDue(request)).entries.length;
        } catch (error) {
          if (!(error instanceof ActivityLogError)) throw error;
        }
      }
      return claimed;
    },
    end: async () => {
      await pool.end();
      await others.end();
    },
  };
}
