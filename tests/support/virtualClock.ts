import type { Clock } from '../../nodes/core/ports';

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/**
 * A clock whose time passes when everybody waits: once nothing else can run, it jumps to the end of
 * the earliest sleep. For code that races its work against time limits.
 */
export class VirtualClock implements Clock {
  private milliseconds: number;
  private readonly sleepers = new Set<Sleeper>();
  private isTurning = false;

  constructor(start = '2026-03-01T08:00:00.000Z') {
    this.milliseconds = Date.parse(start);
  }

  now(): Date {
    return new Date(this.milliseconds);
  }

  elapsed(): number {
    return this.milliseconds;
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true) return Promise.resolve();
    return new Promise((resolve) => {
      const sleeper = { at: this.milliseconds + Math.max(0, milliseconds), wake: resolve };
      this.sleepers.add(sleeper);
      const giveUp = () => {
        this.sleepers.delete(sleeper);
        resolve();
      };
      signal?.addEventListener('abort', giveUp, { once: true });
      this.turn();
    });
  }

  advance(milliseconds: number): void {
    this.milliseconds += milliseconds;
  }

  private turn(): void {
    if (this.isTurning) return;
    this.isTurning = true;
    // Two rounds: what the first one set going without time gets its say before time passes.
    setImmediate(() => setImmediate(() => this.wakeEarliest()));
  }

  private wakeEarliest(): void {
    this.isTurning = false;
    const [earliest] = [...this.sleepers].sort((one, other) => one.at - other.at);
    if (earliest === undefined) return;
    this.sleepers.delete(earliest);
    this.milliseconds = Math.max(this.milliseconds, earliest.at);
    earliest.wake();
    if (this.sleepers.size > 0) this.turn();
  }
}
