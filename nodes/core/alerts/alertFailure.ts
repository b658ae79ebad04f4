/** A message that is not known to have arrived. Holds neither the address nor a token nor its text. */
export class AlertFailure extends Error {
  constructor(
    /** The service's own word, Node.js's error code, or ours such as `held_back`. */
    readonly code: string,
    /** How to get on. */
    readonly hint: string,
  ) {
    super(`The alert was not sent (${code}).`);
    this.name = 'AlertFailure';
  }
}
