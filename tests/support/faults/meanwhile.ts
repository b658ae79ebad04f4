import type { HttpClient, HttpRequest } from '../../../nodes/core/ports';

interface Interruption {
  /** After the first request of that kind was served. */
  readonly method: HttpRequest['method'];
  /** What happens elsewhere, once. */
  readonly happens: () => void | Promise<void>;
}

export function meanwhile(http: HttpClient, { method, happens }: Interruption): HttpClient {
  let isDone = false;
  return {
    send: async (request) => {
      const answer = await http.send(request);
      if (request.method === method && !isDone) {
        isDone = true;
        await happens();
      }
      return answer;
    },
  };
}
