import { ANSWERS } from '../../stand/services/airtableAnswers';
import type { ServiceFault } from '../../stand/services/plannedFaults';
import { QUEUE_PUT } from '../support/faults/plannedFault';
import type { SlackAnswer } from '../../stand/services/slackServer';
import { counted, type Fault, keepUp, whileServerIsAway } from './faultKind';
import { answerName, notPut } from './observed';

/** Calls that one fault of a service hits at most. */
const VICTIMS = 3;
/** In the payload of every tenth event. */
const REFUSED_TEXT = '3","pinned"';

/** Faults of the retry queues elsewhere and of those who are told: met when the database is away. */
export const serviceFaults: Readonly<Record<string, Fault>> = {
  'Airtable limits requests': airtableFails(429, { kind: 'answer', answer: ANSWERS.rateLimit }),
  'Airtable is out of order': airtableFails(503, { kind: 'answer', answer: ANSWERS.unavailable }),
  'Airtable hangs': airtableFails('none', { kind: 'hang' }),
  'Airtable resets before it writes': airtableFails('none', { kind: 'reset' }),
  'Airtable resets after it wrote': airtableFails('none', { kind: 'resetAfterCommit' }),
  'Airtable refuses some records': whileServerIsAway(
    counted(
      [answerName('airtable', 422)],
      ({ services }) => (services.airtable.poison = REFUSED_TEXT),
      ({ services }) => (services.airtable.poison = null),
    ),
  ),

  'second PostgreSQL crashes': whileServerIsAway(
    counted(
      [notPut('secondPostgres')],
      ({ services }) => services.queueServer.crash(),
      ({ services }) => services.queueServer.start(),
    ),
  ),
  'second PostgreSQL refuses connections': whileServerIsAway(
    counted(
      [notPut('secondPostgres')],
      ({ services }) => {
        services.queueProxy.refuse();
        services.queueProxy.cutAll('reset');
      },
      ({ services }) => services.queueProxy.accept(),
    ),
  ),
  'answer of the second PostgreSQL lost': whileServerIsAway(async ({ services }, milliseconds) => {
    const { queueProxy } = services;
    const fault = { kind: 'swallowAnswer' } as const;
    const planned = queueProxy.plan({ on: QUEUE_PUT, fault, times: VICTIMS });
    await keepUp(milliseconds, () => planned.count);
    queueProxy.calm();
    return planned.count;
  }),

  'Slack is down': slackFails('none', { kind: 'reset' }),
  'Slack hangs': slackFails('none', { kind: 'hang' }),
  'Slack limits messages': slackFails(429, { kind: 'tooFast', retryAfter: '20' }),
  'Slack refuses messages': slackFails(403, { kind: 'refuse', error: 'denied', status: 403 }),
};

function airtableFails(status: number | 'none', fault: ServiceFault): Fault {
  return whileServerIsAway(
    counted(
      [answerName('airtable', status)],
      ({ services }) => services.airtable.plan('PATCH', fault, { times: VICTIMS }),
      ({ services }) => services.airtable.calm(),
    ),
  );
}

function slackFails(status: number | 'none', answer: SlackAnswer): Fault {
  return whileServerIsAway(
    counted(
      [answerName('slack', status)],
      ({ services }) => (services.slack.always = answer),
      ({ services }) => (services.slack.always = null),
    ),
  );
}
