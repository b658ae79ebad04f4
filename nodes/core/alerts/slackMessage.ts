import type { RetryStoreName } from '../retryQueue/retryStore';
import type { Alert, IncidentNews } from './alertChannel';

/** UTF-16 units of one part; Slack cuts whole messages at 40,000 and shows 4,000 well. */
const LONGEST_TEXT = 300;

const PLACES: Readonly<Record<RetryStoreName, string>> = {
  queueTable: 'the queue table',
  spool: 'the local spool',
  airtable: 'Airtable',
  secondPostgres: 'the second PostgreSQL',
};

/** Whoever reads the message may know nothing but the message. */
const RUNBOOK = 'What to do: the runbook in the README of n8n-nodes-activity-log.';

/**
 * An alert in Slack's mrkdwn. Of what it is given, only `&`, `<` and `>` need escaping
 * (https://docs.slack.dev/messaging/formatting-message-text#escaping); so no text can make a link,
 * a mention of @channel or an image.
 */
export function slackMessage(alert: Alert): string {
  const { database, schema, news, more } = alert;
  const lines = [
    headline(alert),
    `Database ${quoted(database)}, schema ${quoted(schema)}`,
    ...news.map(paragraph),
  ];
  if (more.causes > 0 || more.events > 0) {
    lines.push(`And ${events(more.events)} of ${more.causes || 'some'} more causes.`);
  }
  if (!news.every(({ kind }) => kind === 'over')) lines.push(RUNBOOK);
  return lines.join('\n');
}

function headline({ news, more }: Alert): string {
  const sum = (some: readonly IncidentNews[]) =>
    some.reduce((total, { sinceLast }) => total + sinceLast, 0);
  const lost = sum(news.filter(isLost));
  if (lost > 0) {
    return `:rotating_light: *Activity log: ${events(lost)} kept nowhere but in n8n's own execution record*`;
  }
  if (news.every(({ kind }) => kind === 'over')) {
    return ':white_check_mark: *Activity log: events are written again*';
  }
  const isNew = news.some(({ kind }) => kind === 'opened');
  const count = sum(news) + more.events;
  return isNew
    ? `:warning: *Activity log: ${events(count)} could not be written*`
    : `:hourglass: *Activity log: ${events(count, 'more event')} could not be written*`;
}

function paragraph(news: IncidentNews): string {
  const { code, lane, cause, cure, kind, workflowId, executionId, eventIds } = news;
  const from =
    workflowId === null
      ? ''
      : `\n      Last in workflow ${quoted(workflowId)}${executionId === null ? '' : `, execution ${quoted(executionId)}`}`;
  const ids = eventIds.length === 0 ? '' : `\n      Such as ${eventIds.map(quoted).join(', ')}`;
  const help = kind === 'over' ? '' : `\n      ${plain(cure)}`;
  return `• ${quoted(code)} (${lane}) ${plain(cause)}${help}\n      ${counts(news)}${from}${ids}`;
}

function counts(news: IncidentNews): string {
  const { kind, sinceLast, inAll, firstAt, lastAt } = news;
  const times = `between ${moment(firstAt)} and ${moment(lastAt)}`;
  const kept = whereabouts(news);
  switch (kind) {
    case 'opened':
      return `${events(sinceLast)} ${times}${kept}`;
    case 'ongoing':
      return `${events(sinceLast)} since the last message, ${inAll} in all, ${times}${kept}`;
    case 'over':
      return sinceLast === inAll
        ? `Over. ${events(inAll)} ${times}${kept}`
        : `Over. ${events(sinceLast)} since the last message, ${inAll} in all, ${times}${kept}`;
  }
}

function whereabouts({ places }: IncidentNews): string {
  if (places.length === 0) return '';
  const parts = places.map(({ place, events: count }) =>
    place === null ? `*nowhere: ${count}*` : `${PLACES[place]}: ${count}`,
  );
  return `; kept in ${parts.join(', ')}`;
}

function isLost({ places }: IncidentNews): boolean {
  return places.some(({ place }) => place === null);
}

function events(count: number, noun = 'event'): string {
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}

/** `2026-03-01T08:00:00.000Z` as `2026-03-01 08:00:00 UTC`. */
function moment(iso: string): string {
  return plain(iso.replace('T', ' ').replace(/(\.\d+)?Z$/, ' UTC'));
}

function quoted(text: string): string {
  return `\`${plain(text).replaceAll('`', "'")}\``;
}

function plain(text: string): string {
  const short = text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
  const oneLine = short.replace(/\s+/g, ' ');
  return oneLine.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
