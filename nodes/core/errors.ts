/**
 * One class per reaction of the caller. The fields use PostgreSQL's words: `message` says what
 * happened, `detail` adds facts, `hint` says how to get on. None of them ever holds a secret, a
 * value of an event or the text of a message to a lead.
 */
export interface ErrorWords {
  message: string;
  detail?: string;
  hint?: string;
  code?: string;
}

export abstract class ActivityLogError extends Error {
  readonly detail: string | undefined;
  readonly hint: string | undefined;
  readonly code: string | undefined;

  constructor(words: ErrorWords, options?: ErrorOptions) {
    super(words.message, options);
    this.name = new.target.name;
    this.detail = words.detail;
    this.hint = words.hint;
    this.code = words.code;
  }
}

/** The item is wrong: correct it, its neighbours go on. */
export class InvalidEventError extends ActivityLogError {
  constructor(
    /** The parameter as the panel shows it, e.g. "Fields: phone". */
    readonly field: string,
    words: ErrorWords,
  ) {
    super(words);
  }
}

/** The node is set up wrongly: correct a parameter or the credential. */
export class ConfigurationError extends ActivityLogError {}

/** The database lacks what this version needs: set it up. */
export class MigrationNeededError extends ActivityLogError {}

/** The target did not answer or refused for now: try again. */
export class TargetUnavailableError extends ActivityLogError {}

/** Nobody waits for the answer any more: end quietly. */
export class CancelledError extends ActivityLogError {
  constructor() {
    super({
      message: 'The execution was cancelled, and with it what it asked of PostgreSQL.',
      hint: 'Run the node again when the answer is wanted after all.',
      code: 'cancelled',
    });
  }
}

/** An event is kept nowhere: n8n's own execution record is the last net. */
export class EventsNotKeptError extends ActivityLogError {
  constructor(
    readonly eventIds: readonly string[],
    words: ErrorWords,
  ) {
    super(words);
  }
}
