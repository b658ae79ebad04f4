import { setTimeout as wait } from 'node:timers/promises';
import type { IssuedEvents } from './issuedEvents';
import type { SoakWorld } from './soakWorld';
import { failureName } from './tally';

/**
 * A fault that can be done to a running world for some milliseconds.
 * @returns how often it really happened; 0 means that nobody met it
 */
export type Fault = (
  world: SoakWorld,
  milliseconds: number,
  issued: IssuedEvents,
) => Promise<number>;

/** A fault whose victims are known by the code of their failures. */
export function seenAs(
  codes: readonly string[],
  begin: (world: SoakWorld) => Promise<unknown>,
  end: (world: SoakWorld) => Promise<unknown>,
): Fault {
  return async (world, milliseconds) => {
    const seen = () => codes.reduce((sum, code) => sum + world.tally.of(failureName(code)), 0);
    const before = seen();
    await begin(world);
    try {
      await wait(milliseconds);
    } finally {
      await end(world);
    }
    return seen() - before;
  };
}
