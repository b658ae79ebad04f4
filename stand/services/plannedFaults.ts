import type { Answer } from './localServer';

/** What happens to a request instead of, or after, being served. */
export type ServiceFault =
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'hang' }
  | { readonly kind: 'reset' }
  /** Everything is written, and the answer never arrives. */
  | { readonly kind: 'resetAfterCommit' };

export interface Schedule {
  /** Requests that pass first. */
  readonly after?: number;
  /** Requests that meet the fault. */
  readonly times?: number;
}

interface Plan {
  readonly meets: string;
  readonly fault: ServiceFault;
  after: number;
  times: number;
}

/** The faults that the next requests will meet, by what names a kind of request, e.g. its method. */
export class PlannedFaults {
  private readonly plans: Plan[] = [];

  /** Meets requests of that kind: the next one, unless told otherwise. */
  plan(meets: string, fault: ServiceFault, { after = 0, times = 1 }: Schedule = {}): void {
    this.plans.push({ meets, fault, after, times });
  }

  /** Forgets what is planned. */
  clear(): void {
    this.plans.length = 0;
  }

  /** What the request that has just come meets. */
  next(...kinds: readonly string[]): ServiceFault | undefined {
    const next = this.plans.find(({ meets, times }) => kinds.includes(meets) && times > 0);
    if (next === undefined) return undefined;
    if (next.after-- > 0) return undefined;
    next.times -= 1;
    return next.fault;
  }
}
