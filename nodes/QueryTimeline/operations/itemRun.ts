import type { IBinaryKeyData, IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { ReadParts } from '../../core/reading/readTransaction';
import type { TimelineNotice } from '../../core/timeline/timelinePage';
import type { ItemPanel } from '../../n8n/itemPanel';

/** An operation's work for one input item. */
export interface ItemRun {
  readonly context: IExecuteFunctions;
  readonly panel: ItemPanel;
  /** Opens the chosen database; parameters are read first, so that their faults need none. */
  readonly openParts: () => Promise<ReadParts>;
}

/** What one input item leads to. */
export interface ItemOutcome {
  readonly items: readonly { readonly json: IDataObject; readonly binary?: IBinaryKeyData }[];
  /** What a person should see above the output. */
  readonly notices: readonly TimelineNotice[];
}

/** @throws ActivityLogError with what to do next */
export type Operation = (run: ItemRun) => Promise<ItemOutcome>;
