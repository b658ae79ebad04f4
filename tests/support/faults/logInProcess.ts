import { logActivity } from '../../../nodes/core/logActivity';
import type { LogReceipt } from '../../../nodes/core/logReceipt';
import type { LogRequest } from '../../../nodes/core/prepareEvents';
import { systemSpoolFiles } from '../../../nodes/core/spool/systemSpoolFiles';
import { origin } from '../queueEntries';
import { type LogPlace, openLogTools } from './logCalls';

/** What one execution in a process of its own logs. */
export interface ProcessWork extends LogPlace {
  readonly executionId: string;
  readonly inputs: readonly object[];
  readonly attempts: number;
  /** Milliseconds. */
  readonly firstDelay: number;
}

/** Written to the output when the first attempt has failed. */
export const FAILED_ONCE = 'failed once\n';

/**
 * Logs, prints the receipts as JSON and ends; its argument is ProcessWork as JSON. SIGTERM cancels
 * the execution and the process ends when it has, as n8n does when it is asked to stop.
 */
async function main([words = '']: string[]): Promise<void> {
  const { executionId, inputs, attempts, firstDelay, ...place } = JSON.parse(words) as ProcessWork;
  const cancel = new AbortController();
  process.on('SIGTERM', () => cancel.abort());
  const { parts, pool } = openLogTools(place, systemSpoolFiles);
  const sink: typeof parts.sink = {
    replay: (...given) => parts.sink.replay(...given),
    write: async (events, limits) => {
      try {
        return await parts.sink.write(events, limits);
      } catch (error) {
        process.stdout.write(FAILED_ONCE);
        throw error;
      }
    },
  };
  const policy = { ...parts.policy, attempts, firstDelay, totalTimeLimit: 16_000 };
  const requests = inputs.map((input, itemIndex): LogRequest => ({
    origin: { ...origin, executionId, itemIndex },
    input,
  }));
  const receipts: LogReceipt[] = await logActivity(requests, {
    ...{ ...parts, sink, policy, signal: cancel.signal },
  });
  process.stdout.write(JSON.stringify(receipts));
  await pool.end();
}

if (require.main === module) {
  main(process.argv.slice(2)).catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
}
