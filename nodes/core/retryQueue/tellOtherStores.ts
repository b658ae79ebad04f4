import type { Logger } from '../ports';
import type { RetryStore, Settlement } from './retryStore';

/** What one store settled. */
export interface Settled {
  readonly by: RetryStore;
  readonly settlements: readonly Settlement[];
  readonly now: Date;
}

/** Tells the other stores what was settled; one that cannot follow loses nothing. Never throws. */
export async function tellOtherStores(
  stores: readonly RetryStore[],
  { by, settlements, now }: Settled,
  logger: Logger,
): Promise<void> {
  if (settlements.length === 0) return;
  for (const store of stores) {
    if (store.name === by.name || store.settledElsewhere === undefined) continue;
    try {
      await store.settledElsewhere(settlements, now);
    } catch (error) {
      const { code, name } = Object(error) as { code?: string; name?: string };
      const message = `The retry store ${store.name} still shows events that ${by.name} settled.`;
      logger.warn(message, { code: code ?? name });
    }
  }
}
