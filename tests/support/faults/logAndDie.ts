import { logActivity } from '../../../nodes/core/logActivity';
import type { EventSink, ReplaySink } from '../../../nodes/core/sinks/eventSink';
import { SpoolJournal } from '../../../nodes/core/spool/spoolJournal';
import { systemSpoolFiles } from '../../../nodes/core/spool/systemSpoolFiles';
import { type LogPlace, type LogTools, openLogTools, requestsFor } from './logCalls';

/** Where the process kills itself. */
export type DeathPoint = 'beforeTheFirstAttempt' | 'afterTheInsert' | 'afterTheQueuePut';

export interface LastWords extends LogPlace {
  readonly point: DeathPoint;
  readonly hasJournal: boolean;
  readonly messages: readonly string[];
}

/** A process that logs events and is killed on the way; its argument is LastWords as JSON. */
async function main([words = '']: string[]): Promise<void> {
  const { point, hasJournal, messages, ...place } = JSON.parse(words) as LastWords;
  const tools = openLogTools(place, systemSpoolFiles);
  const journal = hasJournal ? new SpoolJournal(tools.spoolParts) : null;
  await logActivity(requestsFor(messages), { ...tools.parts, ...mortal(point, tools), journal });
  throw new Error('It outlived the point at which it should have died.');
}

/** The parts of the execution in which it dies. */
function mortal(point: DeathPoint, { parts, queueTable, spool }: LogTools) {
  const { sink } = parts;
  const replay: ReplaySink['replay'] = (...given) => sink.replay(...given);
  switch (point) {
    case 'beforeTheFirstAttempt':
      return { sink: { write: die, replay } };
    case 'afterTheInsert': {
      const write: EventSink['write'] = (events, limits) => sink.write(events, limits).then(die);
      return { sink: { write, replay } };
    }
    case 'afterTheQueuePut': {
      const put = queueTable.put.bind(queueTable);
      queueTable.put = (entries, deadline) => put(entries, deadline).then(die);
      return { stores: { whileAnswering: [queueTable, spool], whileSilent: [spool, queueTable] } };
    }
  }
}

/** As the kernel does it: no handler runs, no buffer is flushed, nothing comes after it. */
function die(): Promise<never> {
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => undefined);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
