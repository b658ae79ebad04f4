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

/** Milliseconds for which a fault that nobody met is kept up: a busy machine is slow to meet it. */
const PATIENCE = 4000;

/** Waits so many milliseconds, and on until the fault was met. */
export async function keepUp(milliseconds: number, met: () => number): Promise<void> {
  await wait(milliseconds);
  for (const end = Date.now() + PATIENCE; met() === 0 && Date.now() < end;) await wait(20);
}

type Step = (world: SoakWorld) => unknown;

/** A fault whose victims are counted under these names. */
export function counted(names: readonly string[], begin: Step, end: Step): Fault {
  return async (world, milliseconds) => {
    const seen = () => names.reduce((sum, name) => sum + world.tally.of(name), 0);
    const before = seen();
    await begin(world);
    try {
      await keepUp(milliseconds, () => seen() - before);
    } finally {
      await end(world);
    }
    return seen() - before;
  };
}

/** A fault whose victims are known by the code of their failures. */
export function seenAs(codes: readonly string[], begin: Step, end: Step): Fault {
  return counted(codes.map(failureName), begin, end);
}

/** A fault that nobody meets unless the database is away, too. */
export function whileServerIsAway(fault: Fault): Fault {
  return async (world, ...given) => {
    refuseConnections(world);
    try {
      return await fault(world, ...given);
    } finally {
      await world.proxy.accept();
    }
  };
}

export function refuseConnections({ proxy }: SoakWorld): void {
  proxy.refuse();
  proxy.cutAll('reset');
}
