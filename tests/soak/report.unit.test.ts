import { SHORT_POLICY } from './logTool';
import { leaksIn } from './leaks';
import { brokenPromises, figureLines, summary } from './report';
import type { SoakReport } from './soak';
import { Tally } from './tally';

const NEEDED = ['ambiguous commits', 'executions cancelled', 'replayed'];
const OUTCOMES = ['duplicate', 'conflict', 'parked'];
const STORES = ['queueTable', 'spool', 'airtable', 'secondPostgres'];

function reportOf(changes: Partial<SoakReport> = {}): SoakReport {
  const tally = new Tally();
  for (const name of NEEDED) tally.add(name);
  for (const name of OUTCOMES) tally.add(`outcome ${name}`);
  for (const name of STORES) tally.add(`kept in ${name}`);
  return {
    verdict: {
      lost: [],
      doubled: [],
      altered: [],
      phantom: 0,
      givenUp: 0,
      setAside: 0,
      overlooked: [],
    },
    ...{ lostBeforeReplay: [], faults: { crash: 1 }, tally, issued: 9, acknowledged: 8, rows: 7 },
    ...{ waiting: 1, worstCall: 3000, undrained: 0, alerts: { sent: 1, leaking: 0 } },
    ...changes,
  };
}

const { verdict } = reportOf();

describe('the report of a soak', () => {
  it('finds nothing broken when every promise held and every fault happened', () => {
    expect(brokenPromises(reportOf(), SHORT_POLICY)).toEqual([]);
  });

  it.each<[string, Partial<SoakReport>]>([
    ['lost: 1 (0000001)', { verdict: { ...verdict, lost: ['0000001'] } }],
    ['lost before the replay: 1 (0000001)', { lostBeforeReplay: ['0000001'] }],
    ['doubled: 1 (0000001)', { verdict: { ...verdict, doubled: ['0000001'] } }],
    ['altered: 1 (0000001)', { verdict: { ...verdict, altered: ['0000001'] } }],
    ['torn, but not set aside: 1 (0000001)', { verdict: { ...verdict, overlooked: ['0000001'] } }],
    ['phantom: 2 rows that nobody issued', { verdict: { ...verdict, phantom: 2 } }],
    ['not drained: 3', { undrained: 3 }],
    ['not drained: unknown', { undrained: null }],
    ['a call took 60000 ms, more than 14000', { worstCall: 60_000 }],
    ['2 alerts hold something of an event', { alerts: { sent: 4, leaking: 2 } }],
    ['never happened: alerts sent', { alerts: { sent: 0, leaking: 0 } }],
    ['never happened: crash', { faults: { crash: 0 } }],
  ])('says "%s"', (words, changes) => {
    expect(brokenPromises(reportOf(changes), SHORT_POLICY)).toEqual([words]);
  });

  it.each([...NEEDED, 'kept in spool', 'kept in airtable', 'kept in secondPostgres'])(
    'fails a run that proves nothing about "%s"',
    (name) => {
      const report = reportOf();
      report.tally.add(name, -1);
      expect(brokenPromises(report, SHORT_POLICY)).toHaveLength(1);
    },
  );

  it('prints the figures that tell seeds apart, the broken promises last', () => {
    const report = reportOf({ lostBeforeReplay: ['0000001'] });
    expect(Object.entries(summary(report)).slice(-3)).toEqual([
      ['lost', 1],
      ['doubled', 0],
      ['phantom', 0],
    ]);
    expect(figureLines(report)).toContainEqual(expect.stringMatching(/^acknowledged +8$/));
  });
});

describe('what alerts tell of events', () => {
  const message = { channel: null, at: 0, taken: true };

  it('is found when it is the text, the lead or the key of one', () => {
    const texts = ['serial 0000012', 'lead recSoak3', 'key 0000012', '(user-3)'];
    const messages = texts.map((text) => ({ ...message, text }));
    expect(leaksIn(messages)).toEqual({ sent: 4, leaking: 4 });
  });

  it('is nothing in words about causes, and counts in a message that Slack refused, too', () => {
    const clean = { ...message, text: 'could not serialize access (40001), 5 events' };
    const refused = { ...message, text: 'serial 0000012', taken: false };
    expect(leaksIn([clean, refused])).toEqual({ sent: 1, leaking: 1 });
  });
});
