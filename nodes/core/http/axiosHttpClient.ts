import axios, { type AxiosResponse } from 'axios';
import type { Clock, HttpClient, HttpRequest, HttpResponse } from '../ports';
import { HttpFailure } from './httpFailure';
import { connectFailed, failureCode } from './httpFailureCode';

/** Bytes of an answer, unpacked: more than any service of ours sends (a page of Airtable's is the largest). */
const LARGEST_ANSWER = 16 * 1024 * 1024;

/** An instance of our own: what others set as defaults of axios does not reach it. */
const calls = axios.create({
  adapter: 'http',
  // A redirect would carry the credentials to another place: it is an answer like any other.
  maxRedirects: 0,
  maxBodyLength: Infinity,
  maxContentLength: LARGEST_ANSWER,
  responseType: 'text',
  transformRequest: [(body: unknown) => body],
  transformResponse: [(body: unknown) => body],
  validateStatus: () => true,
});

/**
 * HTTP by axios, through the proxy that HTTP_PROXY, HTTPS_PROXY and NO_PROXY name, as axios reads
 * them. Follows no redirect, takes answers of at most 16 MB, and ends after `timeout` milliseconds
 * whatever hangs: the name's lookup, connecting, or an answer that never ends.
 */
export class AxiosHttpClient implements HttpClient {
  constructor(private readonly clock: Clock) {}

  async send(request: HttpRequest): Promise<HttpResponse> {
    if (request.timeout <= 0) throw new HttpFailure('no_answer', false);
    const timeUp = new AbortController();
    const answered = new AbortController();
    void this.clock.sleep(request.timeout, answered.signal).then(() => timeUp.abort());
    try {
      return responseOf(await calls.request(configOf(request, timeUp.signal)));
    } catch (error) {
      // The error of axios holds the address, the headers and the body.
      throw new HttpFailure(failureCode(error), !connectFailed(error));
    } finally {
      answered.abort();
    }
  }
}

function configOf({ method, url, headers, body }: HttpRequest, signal: AbortSignal) {
  const json = { 'Content-Type': 'application/json' };
  return {
    method,
    url,
    signal,
    headers: { ...(body === undefined ? {} : json), ...headers },
    ...(body === undefined ? {} : { data: JSON.stringify(body) }),
  };
}

function responseOf({ status, headers, data }: AxiosResponse<string>): HttpResponse {
  const texts = Object.entries(headers).map(([name, value]) => [
    name.toLowerCase(),
    Array.isArray(value) ? value.join(', ') : String(value),
  ]);
  return { status, headers: Object.fromEntries(texts) as Record<string, string>, body: read(data) };
}

/** Services forget the content type, above all in front of an error: the text itself decides. */
function read(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
