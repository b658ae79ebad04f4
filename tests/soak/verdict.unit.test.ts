import { seededRandom } from '../support/seededRandom';
import type { StoredRow, Whereabouts } from './findings';
import { type IssuedEvent, IssuedEvents } from './issuedEvents';
import { judge, lostSoFar } from './verdict';

const PARKED = { isParked: true, replays: 0, crashClaims: 0 };

function rowOf({ input }: IssuedEvent): StoredRow {
  return {
    event_type: input['eventType'] as string,
    message_content: input['messageContent'] as string,
    metadata: structuredClone(input['fields']),
    user_id: input['userId'] as string,
    lead: (input['lead'] as { value: string }).value,
    timestamp: new Date((input['timestamp'] as string | undefined) ?? '2026-06-01T08:00:00.000Z'),
  };
}

/** Some events, all acknowledged as written. */
function issueSome(): { issued: IssuedEvents; events: IssuedEvent[] } {
  const issued = new IssuedEvents(seededRandom('verdict'));
  for (let i = 0; i < 1000; i++) issued.next().outcomes.add('written');
  return { issued, events: [...issued.bySerial.values()] };
}

function findThem(events: readonly IssuedEvent[], changes: Partial<Whereabouts> = {}): Whereabouts {
  const settled = new Set<string>();
  const inTable = events.filter(({ kind, group }) => {
    const isFirst = kind !== 'bad' && !settled.has(group);
    settled.add(group);
    return isFirst;
  });
  const rows = new Map(inTable.map((event) => [event.serial, [rowOf(event)]]));
  const others = events.filter(({ serial }) => !rows.has(serial));
  const waiting = new Map(others.map(({ serial }) => [serial, PARKED]));
  return { rows, waiting, ...NOTHING_ELSE, ...changes };
}

const NOTHING_ELSE = { strangers: 0, setAside: new Set<string>(), torn: new Set<string>() };
const GOOD = {
  lost: [],
  doubled: [],
  altered: [],
  phantom: 0,
  givenUp: 0,
  setAside: 0,
  overlooked: [],
};
const firstOf = (events: readonly IssuedEvent[], kind: string): IssuedEvent => {
  const found = events.find((event) => event.kind === kind);
  if (found === undefined) throw new Error(`No ${kind} event was issued.`);
  return found;
};

describe('the verdict of a soak', () => {
  const { issued, events } = issueSome();

  it('is good when every event is in the table once, and the rest waits for a person', () => {
    expect(judge(issued, findThem(events))).toEqual(GOOD);
    expect(lostSoFar(issued, findThem(events))).toEqual([]);
  });

  it.each(['plain', 'keyed', 'early'])('finds a lost %s event', (kind) => {
    const { serial } = firstOf(events, kind);
    const found = findThem(events);
    const rows = new Map([...found.rows].filter(([one]) => one !== serial));
    expect(judge(issued, { ...found, rows })).toMatchObject({ lost: [serial] });
    expect(lostSoFar(issued, { ...found, rows })).toEqual([serial]);
  });

  it.each(['bad', 'rival'])('finds a %s event that does not wait any more', (kind) => {
    const { serial } = firstOf(events, kind);
    const found = findThem(events);
    const waiting = new Map([...found.waiting].filter(([one]) => one !== serial));
    expect(judge(issued, { ...found, waiting })).toEqual({ ...GOOD, lost: [serial] });
  });

  it('does not miss what waits although it could be written: replay has not drained it', () => {
    const { serial } = firstOf(events, 'plain');
    const found = findThem(events);
    const rows = new Map([...found.rows].filter(([one]) => one !== serial));
    const waiting = new Map([...found.waiting, [serial, PARKED]]);
    expect(lostSoFar(issued, { ...found, rows, waiting })).toEqual([]);
    expect(judge(issued, { ...found, rows, waiting })).toEqual({ ...GOOD, lost: [serial] });
  });

  it.each([
    ['three crashed claims', { crashClaims: 3 }],
    ['five failed replays', { replays: 5 }],
  ])('takes an event that was parked after %s for safe, and counts it', (_, reason) => {
    const { serial } = firstOf(events, 'plain');
    const found = findThem(events);
    const rows = new Map([...found.rows].filter(([one]) => one !== serial));
    const waiting = new Map([...found.waiting, [serial, { ...PARKED, ...reason }]]);
    expect(judge(issued, { ...found, rows, waiting })).toEqual({ ...GOOD, givenUp: 1 });
    const pending = new Map([[serial, { ...PARKED, ...reason, isParked: false }]]);
    const unparked = { ...found, rows, waiting: new Map([...found.waiting, ...pending]) };
    expect(judge(issued, unparked)).toEqual({ ...GOOD, lost: [serial] });
  });

  it('excuses what waits in a file that the run tore, once that is set aside', () => {
    const { serial } = firstOf(events, 'plain');
    const found = findThem(events);
    const rows = new Map([...found.rows].filter(([one]) => one !== serial));
    const one = new Set([serial]);
    const torn = { ...found, rows, torn: one };
    expect(lostSoFar(issued, torn)).toEqual([]);
    expect(judge(issued, torn)).toEqual({ ...GOOD, lost: [serial], overlooked: [serial] });
    expect(judge(issued, { ...torn, setAside: one })).toEqual({ ...GOOD, setAside: 1 });
  });

  it('finds a torn file that nobody set aside, although its events were written', () => {
    const { serial } = firstOf(events, 'plain');
    const torn = new Set([serial]);
    const found = findThem(events, { torn });
    expect(judge(issued, found)).toEqual({ ...GOOD, overlooked: [serial] });
  });

  it('does not excuse what was set aside although nobody tore it', () => {
    const { serial } = firstOf(events, 'plain');
    const found = findThem(events);
    const rows = new Map([...found.rows].filter(([one]) => one !== serial));
    const damaged = { ...found, rows, setAside: new Set([serial]) };
    expect(lostSoFar(issued, damaged)).toEqual([serial]);
    expect(judge(issued, damaged)).toEqual({ ...GOOD, lost: [serial] });
  });

  it('does not ask for what was never acknowledged', () => {
    const { issued: others } = issueSome();
    for (const { outcomes } of others.bySerial.values()) {
      outcomes.clear();
      outcomes.add('lost');
    }
    const nowhere = { rows: new Map(), waiting: new Map(), ...NOTHING_ELSE };
    expect(judge(others, nowhere)).toEqual(GOOD);
  });

  it('finds a second row of an event', () => {
    const event = firstOf(events, 'plain');
    const found = findThem(events);
    const rows = new Map([...found.rows, [event.serial, [rowOf(event), rowOf(event)]]]);
    expect(judge(issued, { ...found, rows })).toEqual({ ...GOOD, doubled: [event.serial] });
  });

  it('finds two rows under one key', () => {
    const rival = firstOf(events, 'rival');
    const found = findThem(events);
    const rows = new Map([...found.rows, [rival.serial, [rowOf(rival)]]]);
    const { doubled } = judge(issued, { ...found, rows });
    expect(doubled).toContain(rival.serial);
    expect(doubled).toHaveLength(2);
  });

  it.each([
    ['event_type', 'MESSAGE_SENT'],
    ['message_content', 'another text'],
    ['metadata', { note_id: 'other' }],
    ['user_id', null],
    ['lead', null],
    ['timestamp', new Date(0)],
  ])('finds a column %s that is not what was issued', (column, value) => {
    const event = firstOf(events, 'plain');
    const found = findThem(events);
    const rows = new Map([...found.rows, [event.serial, [{ ...rowOf(event), [column]: value }]]]);
    expect(judge(issued, { ...found, rows })).toEqual({ ...GOOD, altered: [event.serial] });
  });

  it('finds rows that nobody issued, and rows of events that can never be written', () => {
    const bad = firstOf(events, 'bad');
    const found = findThem(events);
    const rows = new Map([...found.rows, [bad.serial, [rowOf(bad)]]]);
    expect(judge(issued, { ...found, rows, strangers: 2 })).toMatchObject({ phantom: 3 });
  });
});
