import type { Clock } from '../ports';

/** Milliseconds between two messages of a channel. */
const SPACING = 1000;
/** Failures in a row after which a channel rests, so that not every execution waits for it. */
const FAILURES_BEFORE_REST = 2;
const REST = 30_000;
const MOST_CHANNELS = 100;

interface ChannelPace {
  /** `Clock.elapsed()`, like the next. */
  freeAt: number;
  restsUntil: number;
  failures: number;
}

/**
 * When messages may go to a channel: one a second, nothing before a Retry-After is over, and a rest
 * of 30 s after two failures in a row. Shared by everything in the process that sends.
 *
 * Sources: https://docs.slack.dev/apis/web-api/rate-limits ("Posting messages: 1 per second", of
 * incoming webhooks too; 429 with Retry-After in seconds).
 */
export class SlackPace {
  private readonly channels = new Map<string, ChannelPace>();

  constructor(private readonly clock: Clock) {}

  /**
   * Takes the channel's next turn.
   * @param latest `Clock.elapsed()` at which the turn must have come
   * @returns when it comes (`Clock.elapsed()`), or null when that is too late; then none is taken
   */
  takeTurn(channelId: string, latest: number): number | null {
    const pace = this.paceOf(channelId);
    const turn = Math.max(this.clock.elapsed(), pace.freeAt, pace.restsUntil);
    if (turn > latest) return null;
    pace.freeAt = turn + SPACING;
    return turn;
  }

  /** Whether a turn that was taken fell into a pause since. */
  isPausedAt(channelId: string, turn: number): boolean {
    return this.paceOf(channelId).restsUntil > turn;
  }

  /** Nothing is sent for so many milliseconds: the service asked for it. */
  pause(channelId: string, milliseconds: number): void {
    const pace = this.paceOf(channelId);
    pace.restsUntil = Math.max(pace.restsUntil, this.clock.elapsed() + milliseconds);
  }

  failed(channelId: string): void {
    const pace = this.paceOf(channelId);
    pace.failures += 1;
    if (pace.failures >= FAILURES_BEFORE_REST) this.pause(channelId, REST);
  }

  succeeded(channelId: string): void {
    this.paceOf(channelId).failures = 0;
  }

  private paceOf(channelId: string): ChannelPace {
    const pace = this.channels.get(channelId) ?? { freeAt: 0, restsUntil: 0, failures: 0 };
    // Set anew, it is the last to make room.
    this.channels.delete(channelId);
    const [oldest] = this.channels.keys();
    if (oldest !== undefined && this.channels.size >= MOST_CHANNELS) this.channels.delete(oldest);
    this.channels.set(channelId, pace);
    return pace;
  }
}
