import type { ActivityLogError } from '../../errors';
import type { Clock } from '../../ports';
import { AbandonedClaims } from '../abandonedClaims';
import type { AirtableConfig } from './airtableConfig';

/**
 * Milliseconds between two requests to a base: 4 a second, of the 5 that Airtable allows
 * (airtable.com/developers/web/api/rate-limits); the rest is left to others.
 */
const SPACING = 250;
/** Milliseconds for which Airtable refuses everything after a 429 (same page). */
const PENALTY = 30_000;

/** What this process sends to one base: evenly spaced, silent during a penalty. */
export class BaseTraffic {
  private nextSlot = -Infinity;
  private penaltyEnd = -Infinity;
  private reason: ActivityLogError | null = null;
  private lastClaim: Promise<unknown> = Promise.resolve();
  private readonly abandoned = new AbandonedClaims();

  constructor(private readonly clock: Clock) {}

  /** Milliseconds until Airtable takes requests again; 0 when it does. */
  penaltyLeft(): number {
    return Math.max(0, this.penaltyEnd - this.clock.elapsed());
  }

  /** Why Airtable takes no requests just now; null when it does. */
  penalty(): ActivityLogError | null {
    return this.penaltyLeft() > 0 ? this.reason : null;
  }

  /** Airtable answered 429, for that reason. */
  punish(reason: ActivityLogError): void {
    this.penaltyEnd = this.clock.elapsed() + PENALTY;
    this.reason = reason;
  }

  /**
   * Waits for a turn.
   * @returns false, at once, when none is left before the deadline with time for an answer
   */
  async turn(deadline: number): Promise<boolean> {
    const now = this.clock.elapsed();
    const slot = Math.max(now, this.nextSlot);
    if (slot > deadline - SPACING) return false;
    this.nextSlot = slot + SPACING;
    if (slot > now) await this.clock.sleep(slot - now);
    return true;
  }

  /** Claims of one process one after the other: Airtable has no compare-and-set to divide them. */
  alone<T>(claim: () => Promise<T>): Promise<T> {
    const result = this.lastClaim.then(claim);
    // The next one waits for its end only; whoever asked for it is told how it ended.
    this.lastClaim = result.catch(() => undefined);
    return result;
  }

  /** The claim could not be brought to its end: its records count no crash of a worker. */
  abandon(token: string): void {
    this.abandoned.abandon(token);
  }

  isAbandoned(token: string): boolean {
    return this.abandoned.has(token);
  }
}

const processTraffic = new WeakMap<Clock, Map<string, BaseTraffic>>();

/** The traffic to the base, shared by all that this process (with one clock) opens. */
export function trafficOf(clock: Clock, { apiUrl, baseId }: AirtableConfig): BaseTraffic {
  const bases = processTraffic.get(clock) ?? new Map<string, BaseTraffic>();
  processTraffic.set(clock, bases);
  const key = `${apiUrl}/${baseId}`;
  const traffic = bases.get(key) ?? new BaseTraffic(clock);
  bases.set(key, traffic);
  return traffic;
}
