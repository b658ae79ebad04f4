import { IncidentAnnouncer } from '../../../nodes/core/alerts/announceIncidents';
import { AlertStage, HOUR, MINUTE, RecordingChannel, SECOND } from '../../support/alertStage';
import { failure, queueEntry, target } from '../../support/queueEntries';

const STARTING: { code: string; message: string } = {
  code: '57P03',
  message: 'The server is not accepting connections yet.',
};
const BAD = {
  lane: 'payload',
  code: '22001',
  message: 'A value does not fit its column.',
} as const;

let stage: AlertStage;
beforeEach(() => {
  stage = new AlertStage();
});

describe('an incident', () => {
  it('is told at once, with its words, counts and up to three event ids', async () => {
    await stage.fail({ events: 4, keptIn: 'queueTable' });
    const [alert] = stage.channel.sent;
    expect(alert).toMatchObject({
      database: 'crm',
      schema: 'public',
      more: { causes: 0, events: 0 },
    });
    expect(alert?.news).toEqual([
      {
        ...{ kind: 'opened', lane: 'transient', code: 'ECONNREFUSED' },
        ...{ cause: 'The server refused the connection.', cure: 'It is tried again.' },
        ...{ sinceLast: 4, inAll: 4, places: [{ place: 'queueTable', events: 4 }] },
        ...{ firstAt: '2026-03-01T08:00:00.000Z', lastAt: '2026-03-01T08:00:00.000Z' },
        ...{ workflowId: 'workflow-1', executionId: '231' },
        eventIds: [1, 2, 3].map((number) => queueEntry(number).eventId),
      },
    ]);
  });

  it('is told again after 5 minutes, 30 minutes and then hourly, with the events since', async () => {
    const times: number[] = [];
    stage.channel.onSend = async () => void times.push(stage.clock.elapsed());
    const start = stage.clock.elapsed();
    for (let minute = 0; minute <= 160; minute += 1) {
      await stage.fail();
      stage.clock.advance(MINUTE);
    }
    expect(times.map((time) => (time - start) / MINUTE)).toEqual([0, 5, 30, 90, 150]);
    expect(stage.told.flat()).toEqual([
      'opened ECONNREFUSED 1/1',
      'ongoing ECONNREFUSED 5/6',
      'ongoing ECONNREFUSED 25/31',
      'ongoing ECONNREFUSED 60/91',
      'ongoing ECONNREFUSED 60/151',
    ]);
  });

  it('is not told again when nothing new happened', async () => {
    await stage.fail();
    stage.clock.advance(2 * HOUR);
    await stage.announce({});
    expect(stage.told).toEqual([['opened ECONNREFUSED 1/1']]);
  });

  it('has its digest with the next call when that comes late, even if nothing failed in it', async () => {
    await stage.fail();
    await stage.fail({ events: 2 });
    stage.clock.advance(20 * MINUTE);
    await stage.announce({});
    expect(stage.told).toEqual([['opened ECONNREFUSED 1/1'], ['ongoing ECONNREFUSED 2/3']]);
  });

  it('does not mind a wall clock that is a day wrong', async () => {
    let wrong = 0;
    const real = stage.clock.now.bind(stage.clock);
    stage.clock.now = () => new Date(real().getTime() + wrong);
    await stage.fail();
    wrong = -24 * HOUR;
    await stage.fail();
    wrong = 24 * HOUR;
    await stage.fail();
    expect(stage.told).toHaveLength(1);
    wrong = 0;
    stage.clock.advance(5 * MINUTE);
    await stage.fail();
    expect(stage.told.at(-1)).toEqual(['ongoing ECONNREFUSED 3/4']);
  });

  it('of one target does not hide that of another, nor of another channel', async () => {
    const other = { ...target, database: 'other' };
    const entry = queueEntry(1, { target: other, failure: failure() });
    const second = new RecordingChannel('channel-2');
    await stage.fail();
    await stage.announce({ target: other, kept: [{ entry, keptIn: 'spool' }] });
    await stage.announce({ kept: [{ entry: stage.entry(), keptIn: 'spool' }] }, second);
    expect(stage.channel.sent.map(({ database }) => database)).toEqual(['crm', 'other']);
    expect(second.sent.map(({ database }) => database)).toEqual(['crm']);
  });

  it('counts an event that failed the same way before only once', async () => {
    const entry = stage.entry();
    await stage.announce({ kept: [{ entry, keptIn: 'spool' }] });
    const again = { ...entry, lastErrors: [...entry.lastErrors, ...entry.lastErrors] };
    await stage.announce({ kept: [{ entry: again, keptIn: 'spool' }] });
    stage.clock.advance(HOUR);
    await stage.fail();
    expect(stage.told.at(-1)).toEqual(['ongoing ECONNREFUSED 1/2']);
  });

  it('does not repeat what was typed into the panel: it may be a name', async () => {
    const message = 'The event type "Maria" is neither in the catalog nor in activity_event_type.';
    await stage.fail({ words: { ...BAD, code: 'unknown_event_type', message } });
    const [news] = stage.channel.sent[0]?.news ?? [];
    expect(news?.cause).toBe(
      'The event type "…" is neither in the catalog nor in activity_event_type.',
    );
  });
});

describe('the end of an outage', () => {
  it('is told once, with the next report that delivered something', async () => {
    await stage.fail({ events: 3 });
    stage.clock.advance(SECOND);
    await stage.succeed();
    await stage.succeed();
    expect(stage.told).toEqual([['opened ECONNREFUSED 3/3'], ['over ECONNREFUSED 0/3']]);
  });

  it('is not believed while the same lane still fails, nor when nothing was delivered', async () => {
    await stage.fail();
    await stage.announce({});
    const kept = [{ entry: stage.entry(STARTING), keptIn: 'spool' as const }];
    await stage.announce({ delivered: 9, kept });
    expect(stage.told).toEqual([['opened ECONNREFUSED 1/1']]);
  });

  it('comes although events are refused for their own fault', async () => {
    await stage.fail();
    const kept = [{ entry: stage.entry(BAD), keptIn: 'queueTable' as const }];
    await stage.announce({ delivered: 9, kept });
    expect(stage.told.at(-1)).toEqual(['opened 22001 1/1', 'over ECONNREFUSED 0/1']);
  });

  it('is told with everything when nobody could be told before', async () => {
    stage.channel.isDown = true;
    await stage.fail({ events: 2 });
    await stage.succeed();
    stage.channel.isDown = false;
    await stage.succeed();
    expect(stage.told).toEqual([['over ECONNREFUSED 2/2']]);
  });

  it('makes room for a new incident of the same kind', async () => {
    await stage.fail();
    await stage.succeed();
    stage.clock.advance(6 * MINUTE);
    await stage.fail();
    expect(stage.told.at(-1)).toEqual(['opened ECONNREFUSED 1/1']);
  });
});

describe('refused events', () => {
  it('are no longer an incident after an hour without another one, and nobody is told', async () => {
    await stage.fail({ words: BAD });
    stage.clock.advance(HOUR);
    await stage.succeed();
    await stage.fail({ words: BAD });
    expect(stage.told).toEqual([['opened 22001 1/1'], ['opened 22001 1/1']]);
  });

  it('are one incident as long as another one comes within the hour', async () => {
    await stage.fail({ words: BAD });
    stage.clock.advance(HOUR - 1);
    await stage.fail({ words: BAD });
    expect(stage.told.at(-1)).toEqual(['ongoing 22001 1/2']);
  });
});

describe('a message that could not be sent', () => {
  it('stays due for the next call, with all counts, and is said in the log', async () => {
    stage.channel.isDown = true;
    await stage.fail({ events: 2 });
    await stage.fail({ events: 3, words: STARTING });
    expect(stage.channel.sent).toEqual([]);
    expect(stage.warnings).toHaveLength(2);
    expect(stage.warnings[0]).toEqual({
      message: expect.stringContaining('alert'),
      code: 'ECONNREFUSED',
      hint: 'Check Slack.',
    });
    stage.channel.isDown = false;
    await stage.announce({});
    expect(stage.told).toEqual([['opened 57P03 3/3', 'opened ECONNREFUSED 2/2']]);
    expect(stage.channel.sent[0]?.news.map(({ eventIds }) => eventIds.length)).toEqual([3, 2]);
  });

  it('never makes announcing fail, and an unforeseen error is named without its words', async () => {
    stage.channel.onSend = () => Promise.reject(new TypeError('xoxb-secret'));
    await stage.fail();
    expect(JSON.stringify(stage.warnings)).toContain('TypeError');
    expect(JSON.stringify(stage.warnings)).not.toContain('xoxb');
  });

  it('goes with the deadline of the call', async () => {
    const deadlines: number[] = [];
    const channel = {
      id: 'deadlines',
      send: async (_alert: unknown, deadline: number) => void deadlines.push(deadline),
    };
    const { incidents, clock, logger } = stage;
    const announcer = new IncidentAnnouncer({ channel, incidents, clock, logger });
    const kept = [{ entry: stage.entry(), keptIn: 'spool' as const }];
    await announcer.announce({ target, delivered: 0, kept }, 4711);
    expect(deadlines).toEqual([4711]);
  });
});

describe('reports that come while a message is on its way', () => {
  it('do not send it twice, and what they add is told later', async () => {
    const arrivals: Array<() => void> = [];
    stage.channel.onSend = () => new Promise((resolve) => arrivals.push(resolve));
    const reports = [stage.fail(), stage.fail({ events: 2 })];
    expect(arrivals).toHaveLength(1);
    expect(stage.channel.sent).toEqual([]);
    arrivals[0]?.();
    await Promise.all(reports);
    stage.channel.onSend = async () => undefined;
    stage.clock.advance(5 * MINUTE);
    await stage.announce({});
    expect(stage.told).toEqual([['opened ECONNREFUSED 1/1'], ['ongoing ECONNREFUSED 2/3']]);
  });

  it('are told right after it when they open an incident', async () => {
    let arrive: () => void = () => undefined;
    stage.channel.onSend = () => new Promise((resolve) => (arrive = resolve));
    const first = stage.fail();
    await stage.fail({ words: BAD });
    stage.channel.onSend = async () => undefined;
    arrive();
    await first;
    expect(stage.told).toEqual([['opened ECONNREFUSED 1/1'], ['opened 22001 1/1']]);
  });

  it('are not forgotten when they fail after the end was told', async () => {
    await stage.fail();
    let arrive: () => void = () => undefined;
    stage.channel.onSend = () => new Promise((resolve) => (arrive = resolve));
    const recovery = stage.succeed();
    await stage.fail({ events: 2 });
    stage.channel.onSend = async () => undefined;
    arrive();
    await recovery;
    stage.clock.advance(5 * MINUTE);
    await stage.announce({});
    expect(stage.told.slice(1)).toEqual([['over ECONNREFUSED 0/1'], ['opened ECONNREFUSED 2/3']]);
  });
});
