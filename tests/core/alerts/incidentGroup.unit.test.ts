import { Incidents } from '../../../nodes/core/alerts/incidents';
import { AlertStage, MINUTE, SECOND } from '../../support/alertStage';
import { failure, queueEntry, target } from '../../support/queueEntries';

const outage = (code: string) => ({ words: { code, message: `Cause ${code.toLowerCase()}.` } });
const bad = (code: string) => ({
  words: { lane: 'payload' as const, code, message: `Refused: ${code}.` },
});
/** Names that stay apart when digits do not count. */
const NAMES = Array.from({ length: 25 }, (_, i) => String.fromCharCode(97 + i).repeat(3));

let stage: AlertStage;
beforeEach(() => {
  stage = new AlertStage();
});

describe('an outage that changes its code', () => {
  it('makes one message at first and one after five minutes, which lists every cause', async () => {
    await stage.fail(outage('ECONNREFUSED'));
    stage.clock.advance(MINUTE);
    await stage.fail(outage('57P03'));
    await stage.fail({ words: { ...outage('ENOTFOUND').words, lane: 'environment' } });
    await stage.fail(outage('57P03'));
    stage.clock.advance(4 * MINUTE);
    await stage.announce({});
    expect(stage.told).toEqual([
      ['opened ECONNREFUSED 1/1'],
      ['opened 57P03 2/2', 'opened ENOTFOUND 1/1'],
    ]);
  });

  it('is told of a new cause at once in its hourly days', async () => {
    await stage.fail(outage('ECONNREFUSED'));
    stage.clock.advance(6 * MINUTE);
    await stage.fail(outage('ECONNREFUSED'));
    stage.clock.advance(6 * MINUTE);
    await stage.fail(outage('57P03'));
    expect(stage.told.at(-1)).toEqual(['opened 57P03 1/1']);
    stage.clock.advance(5 * MINUTE);
    await stage.fail(outage('57P03'));
    expect(stage.told.at(-1)).toEqual(['ongoing 57P03 1/2']);
  });

  it('keeps the words of the events that were tried when others are spared the try', async () => {
    const cause = failure();
    const spared = { code: 'circuit_open', message: 'The database was not tried.', cause };
    for (const words of [spared, {}, spared]) await stage.fail({ words });
    stage.clock.advance(5 * MINUTE);
    await stage.announce({});
    expect(stage.told).toEqual([['opened circuit_open 1/1'], ['ongoing ECONNREFUSED 2/3']]);
  });

  it('ends with one message for all its causes', async () => {
    await stage.fail(outage('ECONNREFUSED'));
    await stage.fail(outage('57P03'));
    await stage.succeed();
    expect(stage.told.slice(1)).toEqual([['over 57P03 1/1', 'over ECONNREFUSED 0/1']]);
  });
});

describe('an outage that comes and goes', () => {
  it('makes no more than three messages in five minutes, and no event is left out', async () => {
    const start = stage.clock.elapsed();
    const times: number[] = [];
    stage.channel.onSend = async () => void times.push(stage.clock.elapsed() - start);
    for (let second = 0; second <= 1200; second += 1) {
      await (second % 2 === 0 ? stage.fail() : stage.succeed());
      stage.clock.advance(SECOND);
    }
    for (let from = 0; from <= 900; from += 60) {
      const within = times.filter((at) => at >= from * SECOND && at < (from + 300) * SECOND);
      expect(within.length).toBeLessThanOrEqual(3);
    }
    stage.clock.advance(10 * MINUTE);
    await stage.announce({});
    const events = stage.channel.sent.flatMap(({ news }) => news.map((one) => one.sinceLast));
    expect(events.reduce((sum, count) => sum + count, 0)).toBe(601);
  });
});

describe('several causes at once', () => {
  it('make one message', async () => {
    const codes = ['22001', '22P05', '23514'];
    const kept = codes.map((code) => ({
      entry: stage.entry(bad(code).words),
      keptIn: 'queueTable' as const,
    }));
    kept.push({ entry: stage.entry(), keptIn: 'queueTable' });
    await stage.announce({ kept });
    expect(stage.told).toHaveLength(1);
    expect(stage.told[0]).toHaveLength(4);
  });

  it('are listed up to five, the others counted', async () => {
    const kept = NAMES.slice(0, 8).flatMap((name, i) =>
      Array.from({ length: i + 1 }, () => ({
        entry: stage.entry(bad(name).words),
        keptIn: 'queueTable' as const,
      })),
    );
    await stage.announce({ kept });
    expect(stage.told).toEqual([
      [8, 7, 6, 5, 4].map((count) => `opened ${NAMES[count - 1]} ${count}/${count}`),
    ]);
    expect(stage.channel.sent[0]?.more).toEqual({ causes: 3, events: 6 });
  });

  it('put events that are kept nowhere first, and tell of them at once during an outage', async () => {
    await stage.fail();
    await stage.fail();
    await stage.fail({ events: 2, keptIn: null });
    expect(stage.told).toEqual([['opened ECONNREFUSED 1/1'], ['opened ECONNREFUSED 2/2']]);
    expect(stage.channel.sent[1]?.news[0]?.places).toEqual([{ place: null, events: 2 }]);
    stage.clock.advance(5 * MINUTE);
    await stage.fail({ keptIn: null });
    expect(stage.channel.sent[2]?.news.map(({ places }) => places)).toEqual([
      [{ place: null, events: 1 }],
      [{ place: 'spool', events: 1 }],
    ]);
  });
});

describe('refused events of different causes', () => {
  it('are told at once three times in five minutes, then together', async () => {
    for (const code of ['22001', '22P05', '23514', '23502', 'P0001']) await stage.fail(bad(code));
    expect(stage.told).toEqual([['opened 22001 1/1'], ['opened 22P05 1/1'], ['opened 23514 1/1']]);
    stage.clock.advance(5 * MINUTE);
    await stage.announce({});
    expect(stage.told.at(-1)).toEqual(['opened 23502 1/1', 'opened P0001 1/1']);
  });
});

describe('what is remembered', () => {
  it('is bounded, and events of causes that made room are still counted', async () => {
    stage.channel.isDown = true;
    for (const name of NAMES) await stage.fail(bad(name));
    stage.channel.isDown = false;
    await stage.announce({});
    expect(stage.told[0]).toHaveLength(5);
    expect(stage.channel.sent[0]?.more).toEqual({ causes: 15, events: 20 });
  });

  it('gives up the cause that was quiet for longest', async () => {
    await stage.fail(bad('first'));
    stage.channel.isDown = true;
    for (const name of NAMES.slice(0, 20)) await stage.fail(bad(name));
    stage.channel.isDown = false;
    await stage.announce({});
    expect(stage.channel.sent[1]?.more).toEqual({ causes: 15, events: 15 });
  });

  it('is bounded in targets: the one that was not used for longest goes', () => {
    const incidents = new Incidents();
    const of = (number: number) => ({ ...target, database: `database-${number}` });
    const kept = [{ entry: queueEntry(1, { failure: failure() }), keptIn: 'spool' as const }];
    for (let number = 0; number <= 100; number += 1) {
      incidents.record('channel', { target: of(number), delivered: 0, kept }, 0);
    }
    const quiet = { delivered: 0, kept: [] };
    expect(incidents.record('channel', { target: of(0), ...quiet }, 0)).toBeNull();
    expect(incidents.record('channel', { target: of(1), ...quiet }, 0)).not.toBeNull();
    expect(incidents.record('channel', { target: of(100), ...quiet }, 0)).not.toBeNull();
  });

  it('is nothing for a target that never failed, or whose incidents are long over', async () => {
    const report = { target, delivered: 1, kept: [] };
    expect(stage.incidents.record('channel-1', report, 0)).toBeNull();
    await stage.fail();
    await stage.succeed();
    stage.clock.advance(5 * MINUTE);
    expect(stage.incidents.record('channel-1', report, stage.clock.elapsed())).toBeNull();
  });
});
