import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { LogReceipt } from '../../nodes/core/logReceipt';
import type { IssuedEvent, IssuedEvents } from './issuedEvents';
import type { SoakWorld } from './soakWorld';

const SCRIPT = join(__dirname, 'doomedWriterProcess.ts');
const EVENTS = 8;
/** Milliseconds within which the process must have come to its first journal page. */
const PATIENCE = 20_000;

/** What the process says: its events are on disk, or what became of them. */
export type Saying =
  | { readonly kind: 'journaled'; readonly serials: readonly string[] }
  | {
      readonly kind: 'answered';
      readonly serials: readonly string[];
      readonly receipts: LogReceipt[];
    };

/** What the process is told to log, and where. */
export interface DoomedWork {
  readonly place: Pick<SoakWorld, 'config' | 'folder' | 'target'>;
  readonly name: string;
  readonly events: ReadonlyArray<{ readonly serial: string; readonly input: IssuedEvent['input'] }>;
}

/**
 * A process of its own that logs with *Journal First* and is killed with SIGKILL while its events
 * are on disk and nowhere else.
 */
export class DoomedWriter {
  constructor(
    private readonly world: SoakWorld,
    private readonly issued: IssuedEvents,
  ) {}

  /** @returns how many journaled events had no answer yet when the process was killed */
  async liveAndDie(name: string): Promise<number> {
    const events = Array.from({ length: EVENTS }, () => this.issued.next());
    const { config, folder, target } = this.world;
    const work: DoomedWork = {
      ...{ place: { config, folder, target }, name },
      events: events.map(({ serial, input }) => ({ serial, input })),
    };
    const child = spawn(process.execPath, ['--import', 'tsx', SCRIPT], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    child.send(work);
    return this.watch(child, new Map(events.map((event) => [event.serial, event])));
  }

  private async watch(
    child: ChildProcess,
    events: ReadonlyMap<string, IssuedEvent>,
  ): Promise<number> {
    const ended = once(child, 'exit');
    let open = 0;
    child.on('message', (saying: Saying) => {
      if (saying.kind === 'answered') {
        saying.serials.forEach((serial, i) => {
          const receipt = saying.receipts[i];
          if (receipt !== undefined) events.get(serial)?.outcomes.add(receipt.outcome);
        });
        return;
      }
      // The journal's promise: from here on the events outlive the process.
      for (const serial of saying.serials) {
        const event = events.get(serial);
        if (event !== undefined) event.isPromised = true;
      }
      open = saying.serials.length;
      child.kill('SIGKILL');
    });
    const timer = new AbortController();
    const patience = wait(PATIENCE, undefined, { signal: timer.signal }).then(
      () => child.kill('SIGKILL'),
      () => undefined,
    );
    await ended;
    timer.abort();
    await patience;
    return open;
  }
}
