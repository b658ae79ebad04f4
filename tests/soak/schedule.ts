import fc from 'fast-check';

/** One fault of a schedule. */
export interface Slot {
  readonly fault: string;
  /** Milliseconds that it lasts. */
  readonly lasts: number;
  /** Milliseconds of calm after it. */
  readonly calm: number;
}

/** Milliseconds that a slot takes on average, what begins and ends a fault included. */
const SLOT_MS = 950;
/** Of the usual length of slots, the least that one deck is pressed into. */
const SHORTEST = 0.3;

/**
 * A random order of faults that fills the time: whole shuffled decks, so that even a short run has
 * each fault at least once; when there is too little time for that, all are shorter. The same seed
 * makes the same schedule.
 */
export function makeSchedule(
  faults: readonly string[],
  { seconds, seed }: { readonly seconds: number; readonly seed: number },
): Slot[] {
  const fitting = (seconds * 1000) / SLOT_MS / faults.length;
  const decks = Math.max(1, Math.floor(fitting));
  const pace = Math.max(SHORTEST, Math.min(1, fitting));
  const deck = fc.shuffledSubarray([...faults], { minLength: faults.length });
  const slots = fc.tuple(...Array.from({ length: decks }, () => deck)).chain((shuffled) =>
    fc.tuple(
      ...shuffled.flat().map((fault) =>
        fc.record({
          fault: fc.constant(fault),
          lasts: fc.integer({ min: Math.round(pace * 300), max: Math.round(pace * 800) }),
          calm: fc.integer({ min: 0, max: Math.round(pace * 250) }),
        }),
      ),
    ),
  );
  return fc.sample(slots, { seed, numRuns: 1 })[0] ?? [];
}
