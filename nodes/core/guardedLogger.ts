import type { Logger } from './ports';

/** A logger whose own faults stop nobody: what cannot be reported has nowhere to be reported to. */
export function guardedLogger(logger: Logger): Logger {
  const guarded =
    (write: Logger['warn']): Logger['warn'] =>
    (message, context) => {
      try {
        write(message, context);
      } catch {
        // Saving events goes on, and the log is the place where this would have been said.
      }
    };
  return {
    debug: guarded((message, context) => logger.debug(message, context)),
    info: guarded((message, context) => logger.info(message, context)),
    warn: guarded((message, context) => logger.warn(message, context)),
    error: guarded((message, context) => logger.error(message, context)),
  };
}
