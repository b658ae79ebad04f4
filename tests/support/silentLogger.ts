import type { Logger } from '../../nodes/core/ports';

/** For tests that do not look at what is logged. */
export const silentLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
