import type { Alert, IncidentNews } from '../../../nodes/core/alerts/alertChannel';
import { IncidentAnnouncer } from '../../../nodes/core/alerts/announceIncidents';
import { Incidents } from '../../../nodes/core/alerts/incidents';
import { slackMessage } from '../../../nodes/core/alerts/slackMessage';
import { storeEvent } from '../../../nodes/core/activity/storedEvent';
import { entryOfEvent } from '../../../nodes/core/retryQueue/makeEntry';
import { ManualClock } from '../../support/manualClock';
import { failure, origin, target } from '../../support/queueEntries';
import { silentLogger } from '../../support/silentLogger';
import { writableEvent } from '../../support/writableEvents';

const NEWS: IncidentNews = {
  kind: 'opened',
  lane: 'transient',
  code: 'ECONNREFUSED',
  cause: 'PostgreSQL refuses connections.',
  cure: 'Check Host and Port in the credential.',
  sinceLast: 2,
  inAll: 2,
  firstAt: '2026-03-01T08:00:00.000Z',
  lastAt: '2026-03-01T08:01:02.345Z',
  places: [
    { place: 'spool', events: 1 },
    { place: 'queueTable', events: 1 },
  ],
  workflowId: 'workflow-1',
  executionId: '231',
  eventIds: ['id-1', 'id-2'],
};

function messageOf(news: readonly Partial<IncidentNews>[], more: Partial<Alert['more']> = {}) {
  return slackMessage({
    database: 'crm',
    schema: 'public',
    news: news.map((one) => ({ ...NEWS, ...one })),
    more: { causes: 0, events: 0, ...more },
  });
}

describe('a message in Slack', () => {
  it('says what happened, how to get on, how many, when, from where and where they are', () => {
    expect(messageOf([{}]).split('\n')).toEqual([
      ':warning: *Activity log: 2 events could not be written*',
      'Database `crm`, schema `public`',
      '• `ECONNREFUSED` (transient) PostgreSQL refuses connections.',
      '      Check Host and Port in the credential.',
      '      2 events between 2026-03-01 08:00:00 UTC and 2026-03-01 08:01:02 UTC; kept in the local spool: 1, the queue table: 1',
      '      Last in workflow `workflow-1`, execution `231`',
      '      Such as `id-1`, `id-2`',
      'What to do: the runbook in the README of n8n-nodes-activity-log.',
    ]);
  });

  it('gives a digest the events since the last one and in all', () => {
    const lines = messageOf([{ kind: 'ongoing', sinceLast: 999, inAll: 1000 }]).split('\n');
    expect(lines[0]).toContain('999 more events could not be written');
    expect(lines[4]).toContain('999 events since the last message, 1000 in all');
  });

  it('says that it is over, without a cure', () => {
    const over = { kind: 'over', sinceLast: 0, inAll: 7, places: [], eventIds: [] } as const;
    const text = messageOf([over]);
    expect(text).toContain('events are written again');
    expect(text).toContain('Over. 0 events since the last message, 7 in all');
    expect(text).not.toContain(NEWS.cure);
    expect(text).not.toContain('kept in');
    expect(text).not.toContain('runbook');
    expect(messageOf([over, {}])).toContain('runbook');
  });

  it('says what is kept nowhere loudest', () => {
    const lost = { sinceLast: 1, places: [{ place: null, events: 1 }] };
    const lines = messageOf([lost, {}]).split('\n');
    expect(lines[0]).toContain("1 event kept nowhere but in n8n's own execution record");
    expect(lines[4]).toContain('*nowhere: 1*');
  });

  it('counts what it does not list, in the headline too', () => {
    const lines = messageOf([{}], { causes: 3, events: 6 }).split('\n');
    expect(lines[0]).toContain('8 events could not be written');
    expect(lines.at(-2)).toBe('And 6 events of 3 more causes.');
  });

  it('leaves out what is not known', () => {
    expect(messageOf([{ workflowId: null }])).not.toContain('workflow');
    expect(messageOf([{ executionId: null }])).not.toContain('execution');
  });

  it('cannot be made to mention, link or format by what it repeats', () => {
    const text = messageOf([
      { cause: '<!channel> & <https://example.com|x>\nsecond line', workflowId: 'a`b*c' },
    ]);
    expect(text).toContain('&lt;!channel&gt; &amp; &lt;https://example.com|x&gt; second line');
    expect(text).toContain("`a'b*c`");
  });

  it('stays short whatever the cause', () => {
    const news = Array.from({ length: 5 }, () => ({
      cause: 'x'.repeat(5000),
      cure: '&'.repeat(5000),
    }));
    expect(messageOf(news).length).toBeLessThan(12_000);
  });
});

describe('an event full of personal data', () => {
  const PERSON = {
    leadEmail: 'grace.hopper@navy.mil',
    message: 'Hey Grace, call +1 212 555 0199',
    note: 'SSN 078-05-1120, lives in Arlington',
    host: 'db.internal.example',
    user: 'grace',
    node: 'Write Grace Hopper',
    key: 'provider-id-of-grace',
  };

  it('leaves nothing of itself in the message', async () => {
    const event = writableEvent(0, {
      fields: { note: PERSON.note },
      lead: { by: 'email', value: PERSON.leadEmail },
      messageContent: PERSON.message,
      description: PERSON.message,
      userId: PERSON.user,
      url: `https://${PERSON.host}/grace`,
      dedupeKey: PERSON.key,
    });
    const from = { ...origin, host: PERSON.host, nodeName: PERSON.node };
    const entry = entryOfEvent(event, storeEvent(event), {
      ...{ target, origin: from, attempts: 3, now: new Date('2026-03-01T08:00:00Z') },
      failure: failure({ lane: 'payload', message: 'The event type "Grace" is unknown.' }),
    });
    const texts: string[] = [];
    const channel = {
      id: 'slack',
      send: async (alert: Alert) => void texts.push(slackMessage(alert)),
    };
    const world = { clock: new ManualClock(), incidents: new Incidents(), logger: silentLogger };
    const kept = [{ entry, keptIn: null }];
    await new IncidentAnnouncer({ channel, ...world }).announce({ target, delivered: 0, kept }, 0);
    expect(texts).toHaveLength(1);
    expect(texts[0]).toContain(event.id);
    for (const word of Object.values(PERSON)) {
      expect(texts[0]).not.toContain(word);
      // The payload must have held it, or this would prove nothing.
    }
    expect(texts[0]).not.toMatch(/grace|hopper|navy|212|078|arlington|internal/i);
    expect(entry.payload).toContain('SSN 078-05-1120');
    expect(texts[0]).not.toContain(entry.payloadHash);
    expect(texts[0]).not.toContain(target.credentialId);
  });
});
