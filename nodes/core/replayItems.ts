import { checkRate } from './replay/checkReplay';
import { InvalidEventError } from './errors';
import type { Logger } from './ports';
import type { ReplayRequest } from './replayRetryQueue';
import { Canary } from './replay/canary';
import { byAge, entryId, entryKey } from './retryQueue/entryKey';
import { type EntryResult, runEnded, skipped } from './replay/entryResult';
import { findWaiting } from './replay/findWaiting';
import type { QueueEntry } from './retryQueue/queueEntry';
import { readItem } from './replay/readItem';
import { EntryReplay } from './replay/replayEntries';
import type { ReplayParts } from './replay/replayParts';
import type { RetryStore } from './retryQueue/retryStore';

export type ItemsRequest = Pick<
  ReplayRequest,
  'target' | 'source' | 'strictOrder' | 'dryRun' | 'ratePerSecond'
>;

export interface ReplayItemsParts extends ReplayParts {
  /** Asked in strict order what waits for the leads of the items; nothing is taken from them. */
  readonly stores: readonly RetryStore[];
  readonly logger: Logger;
}

/** What became of one item. All that names the entry is null when the item is none. */
export interface ItemReplay {
  readonly outcome: EntryResult['outcome'] | 'refused';
  /** As `entryId` makes it. */
  readonly id: string | null;
  readonly eventId: string | null;
  readonly eventType: string | null;
  readonly tenantId: string | null;
  /** Why it was refused, failed or was skipped, in words that hold no value. */
  readonly code: string | null;
  readonly message: string | null;
  readonly hint: string | null;
  /**
   * The entry afterwards, to be put back where it came from: as it came when it was skipped or the
   * run was dry, null when it was refused.
   */
  readonly next: QueueEntry | null;
}

/**
 * Replays entries that come as items, oldest first, whatever their state; see `readItem` for their
 * forms. Equal entries are written once, and a bad item never stops its neighbours.
 * @returns one answer per item, in order; `stoppedBecause` is null when all were tried
 * @throws ConfigurationError for a rate out of bounds, and what the probe throws; then nothing was
 * tried
 */
export async function replayItems(
  items: readonly unknown[],
  request: ItemsRequest,
  parts: ReplayItemsParts,
): Promise<{ items: readonly ItemReplay[]; stoppedBecause: string | null }> {
  checkRate(request.ratePerSecond);
  const read = items.map((item) => readOrRefuse(item, request));
  const entries = new Map<string, QueueEntry>();
  for (const one of read) {
    if ('entry' in one && !entries.has(entryKey(one.entry)))
      entries.set(entryKey(one.entry), one.entry);
  }
  if (entries.size > 0) await parts.probe();
  const run = new EntryReplay(parts, request);
  const results = await replayAll([...entries.values()].sort(byAge), run, { request, parts });
  const told = new Set<string>();
  const answers = read.map((one) => {
    if (!('entry' in one)) return one;
    const key = entryKey(one.entry);
    const isRepeated = told.has(key);
    told.add(key);
    const result = results.get(key) ?? neverMet(one.entry);
    const next = request.dryRun ? one.entry : afterwards(result, parts.clock.now());
    return { ...answerOf(result, isRepeated), next };
  });
  return { items: answers, stoppedBecause: run.stoppedBecause };
}

function readOrRefuse(
  item: unknown,
  { source }: ItemsRequest,
): { readonly entry: QueueEntry } | ItemReplay {
  try {
    return { entry: readItem(item, source) };
  } catch (error) {
    if (!(error instanceof InvalidEventError)) throw error;
    const { message, hint = null, code = null } = error;
    const nobody = { id: null, eventId: null, eventType: null, tenantId: null };
    return { outcome: 'refused', ...nobody, code, message, hint, next: null };
  }
}

async function replayAll(
  entries: readonly QueueEntry[],
  run: EntryReplay,
  { request, parts }: { readonly request: ItemsRequest; readonly parts: ReplayItemsParts },
): Promise<Map<string, EntryResult>> {
  const { strictOrder, source } = request;
  const places = { ...parts, source, isDone: () => false };
  const order = strictOrder ? await findWaiting(entries, places) : null;
  const canary = new Canary();
  const results = new Map<string, EntryResult>();
  for (let start = 0; start < entries.length;) {
    const next = entries.slice(start, start + canary.size);
    start += next.length;
    const tried = await run.replay(next, { order });
    for (const result of tried) results.set(entryKey(result.entry), result);
    if (tried.some((result) => result.next === null)) canary.grow();
  }
  return results;
}

function answerOf(result: EntryResult, isRepeated: boolean): Omit<ItemReplay, 'next'> {
  const { entry, outcome, failure, skippedBecause } = result;
  const { eventId, eventType, tenantId } = entry;
  const why = failure ?? skippedBecause;
  return {
    outcome: isRepeated && outcome === 'replayed' ? 'duplicate' : outcome,
    ...{ id: entryId(entry), eventId, eventType, tenantId },
    code: why?.code ?? null,
    message: why?.message ?? null,
    hint: failure?.hint ?? null,
  };
}

/** What was written as a store keeps it. */
function afterwards({ entry, outcome, next }: EntryResult, now: Date): QueueEntry {
  if (outcome === 'skipped') return entry;
  if (next !== null) return next;
  const how = outcome === 'duplicate' ? 'duplicate' : 'replayed';
  const resolution = { outcome: how, at: now.toISOString(), by: null, reason: null } as const;
  return { ...entry, state: 'replayed', nextAttemptAt: null, resolution };
}

function neverMet(entry: QueueEntry): EntryResult {
  return skipped(entry, runEnded('The run ended before its turn.'));
}
