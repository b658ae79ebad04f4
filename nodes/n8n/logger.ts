import type { Logger as N8nLogger } from 'n8n-workflow';
import type { Logger } from '../core/ports';

/** Core's notices in n8n's log. */
export function toLogger(logger: N8nLogger): Logger {
  return {
    debug: (message, context) => logger.debug(message, context),
    info: (message, context) => logger.info(message, context),
    warn: (message, context) => logger.warn(message, context),
    error: (message, context) => logger.error(message, context),
  };
}
