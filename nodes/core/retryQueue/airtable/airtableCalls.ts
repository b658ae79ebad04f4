import { TargetUnavailableError } from '../../errors';
import { HttpFailure } from '../../http/httpFailure';
import type { JsonObject } from '../../json';
import type { Clock, HttpClient, HttpRequest } from '../../ports';
import type { AirtableConfig } from './airtableConfig';
import { airtableError } from './airtableError';
import type { BaseTraffic } from './baseTraffic';

/** Milliseconds for one call. */
const CALL_LIMIT = 8000;
const PATIENT_TRIES = 3;
const PATIENT_PAUSE = 1000;

export interface CallParts {
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly traffic: BaseTraffic;
  readonly config: AirtableConfig;
}

/** How long a piece of work may take, and whether it waits for Airtable to come back. */
export interface Patience {
  /** `Clock.elapsed()` */
  readonly deadline: number;
  readonly patient?: boolean;
}

interface Call {
  readonly method: 'GET' | 'PATCH' | 'DELETE';
  readonly search?: string;
  readonly body?: JsonObject;
}

/** Calls to one table, in turns of the base's traffic. */
export class AirtableCalls {
  constructor(private readonly parts: CallParts) {}

  /** A patient call comes again after a penalty or an outage, while time is left. */
  async send(call: Call, patience: Patience): Promise<unknown> {
    const { clock, traffic } = this.parts;
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.once(call, patience.deadline);
      } catch (error) {
        if (!(error instanceof TargetUnavailableError)) throw error;
        const pause = Math.max(PATIENT_PAUSE, traffic.penaltyLeft());
        const inTime = clock.elapsed() + pause < patience.deadline;
        if (patience.patient !== true || attempt >= PATIENT_TRIES || !inTime) throw error;
        await clock.sleep(pause);
      }
    }
  }

  private async once({ method, search, body }: Call, deadline: number): Promise<unknown> {
    const { http, clock, traffic, config } = this.parts;
    const isTurn = traffic.penalty() === null && (await traffic.turn(deadline));
    // Another call may have been punished while this one waited for its turn.
    const penalty = traffic.penalty();
    if (penalty !== null) throw penalty;
    if (!isTurn) throw timeIsUp();
    const path = `${config.baseId}/${encodeURIComponent(config.table)}`;
    const request: HttpRequest = {
      method,
      url: `${config.apiUrl}/${path}${search === undefined ? '' : `?${search}`}`,
      headers: { Authorization: `Bearer ${config.token}` },
      ...(body === undefined ? {} : { body }),
      timeout: Math.min(CALL_LIMIT, deadline - clock.elapsed()),
    };
    const answer = await http.send(request).catch(noAnswer);
    if (answer.status >= 200 && answer.status < 300) return answer.body;
    const error = airtableError(answer.status, answer.body);
    if (answer.status === 429) traffic.punish(error);
    throw error;
  }
}

/** What was sent may have arrived: an upsert can be sent again, so that does not matter. */
function noAnswer(error: unknown): never {
  if (!(error instanceof HttpFailure)) throw error;
  throw new TargetUnavailableError({
    message: `Airtable gave no answer (${error.code}).`,
    hint: 'Look whether n8n reaches the API URL of the credential; it is tried again later.',
    code: error.code,
  });
}

function timeIsUp(): TargetUnavailableError {
  return new TargetUnavailableError({
    message: 'There was no time left for a request to Airtable.',
    hint: 'Airtable takes 40 records a second: choose another retry queue for higher volumes.',
    code: 'no_time_left',
  });
}

/** Something answered with success, but not in Airtable's way. */
export function unusable(): TargetUnavailableError {
  return new TargetUnavailableError({
    message: 'Something else than Airtable answered.',
    hint: 'Check the API URL of the credential, and proxies on the way to it.',
    code: 'unusable_answer',
  });
}
