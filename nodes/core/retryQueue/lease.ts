/** Milliseconds that a claim belongs to its worker; after that the worker counts as crashed. */
export const LEASE_MS = 120_000;
