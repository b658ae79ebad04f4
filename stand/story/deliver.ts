import axios from 'axios';
import type { Stand } from '../stand';
import { HEADER_NAME } from '../standCredentials';
import type { IssuedRecord } from './records';

/** What the workflow answered to one delivery. */
export interface Answer {
  readonly activityId: string;
  readonly outcome: string;
}

/** One event and the answers to its deliveries, in order. */
export interface Delivered {
  readonly record: IssuedRecord;
  readonly answers: readonly Answer[];
}

/** Every event comes twice, as providers repeat their webhooks. */
export const DELIVERIES_PER_EVENT = 2;
/** Of different events; an event's own deliveries follow each other. */
const AT_ONCE = 16;

/** Sends events to the workflow over HTTP, each of them twice. */
export async function deliver(
  stand: Pick<Stand, 'address' | 'apiKey'>,
  records: readonly IssuedRecord[],
): Promise<Delivered[]> {
  const delivered: Delivered[] = [];
  const waiting = [...records];
  const sendNext = async (): Promise<void> => {
    for (let record = waiting.shift(); record !== undefined; record = waiting.shift()) {
      const answers: Answer[] = [];
      for (let i = 0; i < DELIVERIES_PER_EVENT; i++) answers.push(await send(stand, record));
      delivered.push({ record, answers });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, sendNext));
  return delivered;
}

/** The body of a delivery: the record as the source PRD writes it. */
export function bodyOf(record: IssuedRecord): Record<string, unknown> {
  const { lead, leadBy, ...fields } = record;
  return {
    ...fields,
    ...(leadBy === 'id' ? { lead_id: lead.id } : { lead_airtable_id: lead.airtableId }),
  };
}

async function send(
  stand: Pick<Stand, 'address' | 'apiKey'>,
  record: IssuedRecord,
): Promise<Answer> {
  const answer = await axios.post<Answer>(`${stand.address}/webhook/log-activity`, bodyOf(record), {
    headers: { [HEADER_NAME]: stand.apiKey },
    proxy: false,
    validateStatus: () => true,
  });
  if (answer.status === 200) return answer.data;
  throw new Error(
    `The workflow answered ${answer.status} to ${record.event_id}: ${JSON.stringify(answer.data)}`,
  );
}
