import { ConfigurationError } from '../../errors';
import { RecordsRefusedError } from './airtableError';

const NOT_FOUND = /^(NOT_FOUND|http_404|INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND)$/;

/**
 * Sends all together, and halves what is refused until what is at fault stands alone.
 * @returns what is refused even alone
 */
export async function halving<T>(
  all: readonly T[],
  send: (part: readonly T[]) => Promise<void>,
): Promise<T[]> {
  try {
    await send(all);
    return [];
  } catch (error) {
    if (!isAboutRecords(error)) throw error;
    if (all.length <= 1) return [...all];
    const middle = Math.ceil(all.length / 2);
    const head = await halving(all.slice(0, middle), send);
    return head.concat(await halving(all.slice(middle), send));
  }
}

/** Which answer a deleted record gets is not documented: it may be that of a table not found. */
function isAboutRecords(error: unknown): boolean {
  if (error instanceof RecordsRefusedError) return true;
  return error instanceof ConfigurationError && NOT_FOUND.test(error.code ?? '');
}
