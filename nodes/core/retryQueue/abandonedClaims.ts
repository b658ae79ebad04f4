const MOST_TOKENS = 100;

/**
 * Claims that this process could not bring to their end, e.g. because the server went away between
 * the write and the settlement. Their worker lives, so they are free at once and count no crash.
 */
export class AbandonedClaims {
  private readonly known = new Set<string>();

  abandon(token: string): void {
    this.known.add(token);
    const [oldest] = this.known;
    if (oldest !== undefined && this.known.size > MOST_TOKENS) this.known.delete(oldest);
  }

  has(token: string): boolean {
    return this.known.has(token);
  }

  /** The newest 100. */
  get tokens(): readonly string[] {
    return [...this.known];
  }
}

const ofPools = new WeakMap<object, AbandonedClaims>();

/** Shared by everything in the process that claims over this pool. */
export function abandonedClaimsOf(pool: object): AbandonedClaims {
  const claims = ofPools.get(pool) ?? new AbandonedClaims();
  ofPools.set(pool, claims);
  return claims;
}
