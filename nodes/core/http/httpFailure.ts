/** No answer came. Holds neither the address nor what was sent. */
export class HttpFailure extends Error {
  constructor(
    /** Node.js's code such as ECONNREFUSED, `no_answer` past the time limit, or `unknown`. */
    readonly code: string,
    /** Whether the request may have arrived all the same. */
    readonly ambiguous: boolean,
  ) {
    super(`The HTTP call had no answer (${code}).`);
    this.name = 'HttpFailure';
  }
}
