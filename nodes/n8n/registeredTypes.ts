import type { IExecuteFunctions, ILoadOptionsFunctions } from 'n8n-workflow';
import { quoteSchema } from '../core/postgres/identifiers';
import { readRegisteredTypes, type RegisteredTypes } from '../core/registeredTypes';
import { systemClock } from '../core/systemClock';
import { toLogger } from './logger';
import { poolFor } from './poolRegistry';
import { readConnection } from './readConnection';

/** For the panel, where a missing credential is no reason to show nothing. */
export async function registeredTypesOf(
  context: IExecuteFunctions | ILoadOptionsFunctions,
): Promise<RegisteredTypes | null> {
  const logger = toLogger(context.logger);
  try {
    const pool = poolFor(await readConnection(context), logger);
    const options = optionsOf(context);
    const schema = quoteSchema(options.schema ?? 'public');
    return await readRegisteredTypes({ pool, schema, clock: systemClock, logger, register: [] });
  } catch (error) {
    logger.debug('The panel shows the built-in event types only.', { error: nameOf(error) });
    return null;
  }
}

function optionsOf(context: IExecuteFunctions | ILoadOptionsFunctions): { schema?: string } {
  const options =
    'getCurrentNodeParameter' in context
      ? context.getCurrentNodeParameter('options')
      : context.getNodeParameter('options', 0, {});
  return (options ?? {}) as { schema?: string };
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
