/** Errors of connecting. On the side, because the errors of pg go on as they are. */
const unsent = new WeakSet<object>();

/** Notes that an error came before anything of a transaction was sent. */
export function markUnsent(error: unknown): void {
  if (typeof error === 'object' && error !== null) unsent.add(error);
}

/** Whether the error came while connecting, so that no row can be there. */
export function isUnsent(error: unknown): boolean {
  return typeof error === 'object' && error !== null && unsent.has(error);
}
