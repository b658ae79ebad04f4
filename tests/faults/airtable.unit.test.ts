import { ConfigurationError, TargetUnavailableError } from '../../nodes/core/errors';
import type { QueueEntry } from '../../nodes/core/retryQueue/queueEntry';
import { systemClock } from '../../nodes/core/systemClock';
import { ANSWERS } from '../../stand/services/airtableAnswers';
import type { Answer } from '../../stand/services/localServer';
import { AirtableStage } from '../support/faults/airtableStage';
import { queueEntry, storedEvent, target } from '../support/queueEntries';

const NOW = new Date('2026-03-01T09:00:00.000Z');
const ALL = { target, now: NOW, limit: 1000, includeNotDue: true };

let stage: AirtableStage;
beforeEach(async () => {
  stage = await AirtableStage.open();
});
afterEach(() => stage.server.stop());

function entries(count: number, first = 1): QueueEntry[] {
  return Array.from({ length: count }, (_, i) => queueEntry(first + i));
}

function ids(of: readonly QueueEntry[]): string[] {
  return of.map(({ eventId }) => eventId);
}

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => null,
    (error: unknown) => error,
  );
}

describe('Airtable in trouble', () => {
  it('Row 42: 429 sends everything to the spool at once, and nothing to Airtable for 30 seconds', async () => {
    stage.server.answer('PATCH', ANSWERS.rateLimit);
    const before = stage.clock.elapsed();
    expect(await stage.keep(entries(30))).toEqual(Array(30).fill('spool'));
    expect(stage.clock.elapsed() - before).toBeLessThan(1000);
    expect(await stage.keep(entries(5, 100), stage.store())).toEqual(Array(5).fill('spool'));
    expect(stage.server.seen).toHaveLength(1);
    stage.clock.advance(30_000);
    expect(await stage.keep(entries(5, 200))).toEqual(Array(5).fill('airtable'));
  });

  it('Row 42: 429 in the middle leaves in Airtable what it acknowledged', async () => {
    stage.server.answer('PATCH', ANSWERS.rateLimit, { after: 1 });
    const kept = await stage.keep(entries(30));
    expect(kept).toEqual([
      ...Array<string>(10).fill('airtable'),
      ...Array<string>(20).fill('spool'),
    ]);
    stage.clock.advance(30_000);
    const { entries: waiting } = await stage.store().claimDue(ALL);
    expect(ids(waiting)).toEqual(ids(entries(10)));
  });

  it.each<[string, Answer]>([
    ['429', ANSWERS.apiQuota],
    ['402', ANSWERS.paymentRequired],
  ])('Row 42: a used-up quota (%s) goes to the spool and says what to do', async (_, answer) => {
    stage.server.answer('PATCH', answer, { times: 2 });
    expect(await stage.keep(entries(3))).toEqual(Array(3).fill('spool'));
    const again = await failureOf(stage.store().put(entries(3), stage.in(5000)));
    expect(again).toBeInstanceOf(TargetUnavailableError);
    expect(again).toMatchObject({ message: 'The plan of the Airtable workspace is used up.' });
  });

  it('Row 42: a base that is full takes what it has room for; the rest goes to the spool', async () => {
    stage.server.mostRecords = 13;
    const kept = await stage.keep(entries(100));
    expect(kept.filter((name) => name === 'airtable')).toHaveLength(13);
    expect(kept.filter((name) => name === 'spool')).toHaveLength(87);
    // After three that do not fit, no more are tried.
    expect(stage.server.seen.length).toBeLessThanOrEqual(15);
    const [known] = entries(1);
    expect(await stage.keep(known ? [known] : [])).toEqual(['airtable']);
  });

  it.each<[string, Answer]>([
    ['500', ANSWERS.serverError],
    ['502 with a page', ANSWERS.badGateway],
    ['503 with a page', ANSWERS.unavailable],
  ])('Row 42: %s sends what is not acknowledged to the spool', async (_, answer) => {
    stage.server.answer('PATCH', answer, { after: 1 });
    const kept = await stage.keep(entries(30));
    expect(kept).toEqual([
      ...Array<string>(10).fill('airtable'),
      ...Array<string>(20).fill('spool'),
    ]);
    expect(stage.server.seen).toHaveLength(2);
  });

  it('Row 42: a reset before anything is written sends everything to the spool', async () => {
    stage.server.plan('PATCH', { kind: 'reset' });
    expect(await stage.keep(entries(12))).toEqual(Array(12).fill('spool'));
    expect(stage.server.records).toHaveLength(0);
  });

  it('Row 42: after a reset after commit the event waits in both, and once in each', async () => {
    const [entry] = entries(1);
    if (entry === undefined) throw new Error('One entry was expected.');
    stage.server.plan('PATCH', { kind: 'resetAfterCommit' });
    expect(await stage.keep([entry])).toEqual(['spool']);
    expect(stage.recordsOf(entry)).toHaveLength(1);
    await stage.keep([entry]);
    expect(stage.recordsOf(entry)).toHaveLength(1);
    expect(await stage.spooled(entry, NOW)).toEqual([entry.eventId]);
    const { entries: claimed } = await stage.store().claimDue(ALL);
    expect(ids(claimed)).toEqual([entry.eventId]);
  });

  it('Row 42: an answer that never comes ends with the queue phase', async () => {
    stage.server.plan('PATCH', { kind: 'hang' });
    const store = stage.store({ clock: systemClock });
    const start = systemClock.elapsed();
    const failure = await failureOf(store.put(entries(30), start + 400));
    expect(failure).toMatchObject({ code: 'no_answer' });
    expect(systemClock.elapsed() - start).toBeLessThan(1500);
    expect(stage.server.seen).toHaveLength(1);
  });

  it.each<[string, Answer, RegExp]>([
    ['401', ANSWERS.wrongToken, /personal access token .* into the credential/],
    ['403', ANSWERS.noAccess, /scopes data\.records:read and data\.records:write/],
    ['404', ANSWERS.notFound, /Check Base ID, Table and API URL/],
    ['422 for a column that is missing', ANSWERS.unknownField('lane'), /Add the missing columns/],
  ])('Row 42: %s keeps the events in the spool and says the cure', async (_, answer, hint) => {
    stage.server.answer('PATCH', answer, { times: 2 });
    expect(await stage.keep(entries(25))).toEqual(Array(25).fill('spool'));
    const failure = await failureOf(stage.store().put(entries(1), stage.in(5000)));
    expect(failure).toBeInstanceOf(ConfigurationError);
    expect(failure).toMatchObject({ hint: expect.stringMatching(hint) });
  });

  it('Row 42: a table without one of the columns is told which', async () => {
    stage.server.columns.delete('fingerprint');
    const failure = await failureOf(stage.store().put(entries(1), stage.in(5000)));
    expect(failure).toMatchObject({ message: 'The Airtable table lacks the column fingerprint.' });
    stage.server.columns.set('fingerprint', 'any').delete('claim_token');
    const claim = await failureOf(stage.store().claimDue(ALL));
    expect(claim).toMatchObject({ message: 'The Airtable table lacks the column claim_token.' });
    stage.server.columns.delete('target');
    const status = await failureOf(stage.store().status(target, NOW));
    expect(status).toMatchObject({ message: 'The Airtable table lacks the column target.' });
  });

  it('Row 42: 422 for one record of forty keeps its 39 neighbours in Airtable', async () => {
    stage.server.poison = storedEvent(17).id;
    const kept = await stage.keep(entries(40));
    expect(kept.indexOf('spool')).toBe(16);
    expect(kept.filter((name) => name === 'airtable')).toHaveLength(39);
  });

  it('Row 42: 413 is met by smaller requests', async () => {
    stage.server.largestBody = 9000;
    expect(await stage.keep(entries(10))).toEqual(Array(10).fill('airtable'));
  });

  it('Row 42: records that somebody duplicated are put, claimed and settled as one', async () => {
    const [one, two] = entries(2);
    if (!one || !two) throw new Error('Two entries were expected.');
    await stage.keep([one, two]);
    stage.server.duplicate(stage.recordOf(one));
    const later = { ...one, lastFailedAt: '2026-03-01T08:59:00.000Z' };
    expect(await stage.keep([later, two])).toEqual(['airtable', 'airtable']);
    expect(lastFailures(one)).toEqual([later.lastFailedAt, later.lastFailedAt]);
    const store = stage.store();
    const { depth } = await store.status(target, NOW);
    expect(depth).toEqual([{ state: 'pending', lane: 'transient', count: 2 }]);
    const claim = await store.claimDue(ALL);
    expect(ids(claim.entries).sort()).toEqual(ids([one, two]).sort());
    await store.settle(
      claim,
      claim.entries.map((entry) => ({ entry, outcome: 'replayed' })),
      NOW,
    );
    expect(stage.server.records.map(({ fields }) => fields.state)).toEqual(
      Array(3).fill('replayed'),
    );
  });
});

describe('Airtable as a slow queue', () => {
  it('Row 57: an Airtable queue of 1,000 entries within the queue phase: what does not fit goes to the spool', async () => {
    const all = entries(1000);
    const start = stage.clock.elapsed();
    const kept = await stage.keep(all);
    expect(stage.clock.elapsed() - start).toBeLessThanOrEqual(5000);
    const inAirtable = all.filter((_, i) => kept[i] === 'airtable');
    expect(inAirtable).toHaveLength(200);
    expect(stage.server.records).toHaveLength(200);
    const inSpool = all.filter((_, i) => kept[i] === 'spool');
    const [first] = all;
    if (first === undefined) throw new Error('An entry was expected.');
    expect((await stage.spooled(first, NOW)).sort()).toEqual(ids(inSpool).sort());
    expect(inAirtable.length + inSpool.length).toBe(1000);
    expect(mostInASecond()).toBeLessThanOrEqual(4);
  });
});

function lastFailures(entry: QueueEntry): unknown[] {
  return stage.recordsOf(entry).map(({ fields }) => fields.last_failed_at);
}

function mostInASecond(): number {
  const times = stage.server.seen.map(({ at }) => at);
  return Math.max(
    ...times.map((start) => times.filter((at) => at >= start && at < start + 1000).length),
  );
}
