/** Why a write failed, which decides what happens next (the table is in postgres/sqlState.ts). */
export type Lane = 'transient' | 'environment' | 'payload' | 'conflict';

/** A failed write, put into words that hold no value of an event and no secret. */
export interface FailureWords {
  lane: Lane;
  /** SQLSTATE, Node.js error code, or our own word such as `invalid_event`. */
  code: string;
  message: string;
  hint: string;
  /** Name of the violated constraint, when there is one. */
  constraint?: string | undefined;
  /** Whether the statement was sent and no answer came: the row may be there. */
  ambiguous?: boolean | undefined;
  /** The failure that this one follows from: both are one incident. */
  cause?: WriteFailure | undefined;
  /**
   * Whether what the event needs may have yet to arrive, as the row that it refers to (23503) or a
   * policy that admits it: waits, is not parked.
   */
  waitsForParent?: boolean | undefined;
}

/** UTF-16 units of a text that goes into receipts, queues and alerts. */
const LONGEST_TEXT = 2000;

export class WriteFailure extends Error {
  readonly lane: Lane;
  readonly code: string;
  readonly hint: string;
  readonly constraint: string | null;
  readonly ambiguous: boolean;
  readonly waitsForParent: boolean;

  constructor(words: FailureWords) {
    super(words.message.slice(0, LONGEST_TEXT), words.cause && { cause: words.cause });
    this.name = 'WriteFailure';
    this.lane = words.lane;
    this.code = words.code;
    this.hint = words.hint.slice(0, LONGEST_TEXT);
    this.constraint = words.constraint ?? null;
    this.ambiguous = words.ambiguous ?? false;
    this.waitsForParent = words.waitsForParent ?? false;
  }
}
