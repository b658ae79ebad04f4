import type { StoreStatus } from '../../../nodes/core/retryQueue/retryStore';
import { HEADER_BYTES } from '../../../nodes/core/spool/spoolHeader';
import { MemorySpoolFiles } from '../../support/memorySpoolFiles';
import { failure, queueEntry, target } from '../../support/queueEntries';
import { silentLogger } from '../../support/silentLogger';
import { NOW, SpoolStage, parkedEntry } from '../../support/spoolStage';

let stage: SpoolStage;
let readWhole: string[];
beforeEach(() => {
  stage = new SpoolStage();
  readWhole = [];
  const read = stage.files.read.bind(stage.files);
  stage.files.read = async (path, bytes) => {
    if (bytes === undefined) readWhole.push(path);
    return read(path, bytes);
  };
});

const status = (): Promise<StoreStatus> => stage.store.status(target, NOW);
const elsewhere = { ...target, database: 'other' };
const withCode = (number: number, code: string, message = 'Refused.') =>
  queueEntry(number, { failure: failure({ code, message }) });

/** The header line of the only file at a place, changed as if another version had written it. */
function changeHeader(place: string, change: (header: Record<string, unknown>) => void): void {
  stage.files.damage(stage.only(place), (text) => {
    const [first = '', ...lines] = text.split('\n');
    const header = JSON.parse(first) as Record<string, unknown>;
    change(header);
    return [JSON.stringify(header), ...lines].join('\n');
  });
}

describe('the causes in the status of a spool', () => {
  it('come from the first lines of the files alone', async () => {
    await stage.put(queueEntry(1), queueEntry(2), parkedEntry(3));
    await stage.put(queueEntry(4));
    await stage.claim({ limit: 1 });
    readWhole = [];
    const { incidents } = await status();
    expect(incidents.map(({ pending, claimed, parked }) => [pending, claimed, parked])).toEqual([
      [2, 1, 0],
      [0, 0, 1],
    ]);
    expect(readWhole).toEqual([]);
  });

  it('come from the entries of a file that was written before there were repairs', async () => {
    await stage.put(queueEntry(1), parkedEntry(2));
    const { incidents } = await status();
    changeHeader('new', (header) => {
      delete header['incidents'];
      delete header['newestFailedAt'];
    });
    expect((await status()).incidents).toEqual(incidents);
    expect(readWhole).toEqual([stage.only('new')]);
    expect((await stage.claim()).entries).toHaveLength(1);
  });

  it.each([
    ['has many', [1, 2, 3, 4, 5].map((number) => withCode(number, `E${number}`))],
    ['has long ones', [1, 2].map((number) => withCode(number, `E${number}`, 'é'.repeat(1900)))],
  ])('come from the entries of a file that %s', async (_, entries) => {
    await stage.put(...entries);
    const text = String(await stage.files.read(stage.only('new')));
    expect(text.indexOf('\n')).toBeLessThan(HEADER_BYTES);
    expect((await status()).incidents).toHaveLength(entries.length);
  });

  it('are left out, loudly, where reading them takes long; the counts are whole', async () => {
    await stage.put(...[1, 2, 3, 4, 5].map((number) => withCode(number, `E${number}`)));
    await stage.put(...[6, 7, 8, 9, 10].map((number) => withCode(number, `E${number}`)));
    const read = stage.files.read.bind(stage.files);
    stage.files.read = async (path, bytes) => {
      if (bytes === undefined) stage.clock.advance(1000);
      return read(path, bytes);
    };
    const { depth, incidents, notices } = await status();
    expect(depth).toEqual([{ state: 'pending', lane: 'transient', count: 10 }]);
    expect(incidents).toHaveLength(5);
    expect(notices.join()).toContain('causes of 1 spool file(s)');
  });

  it('are told in the words of the newest failure, and 20 at most', async () => {
    for (let number = 1; number <= 21; number++) await stage.put(withCode(number, `E${number}`));
    const [old, recent] = [withCode(21, 'E21'), withCode(22, 'E21')];
    const said = { ...recent.firstError, message: 'Said last.' };
    await stage.put({ ...recent, firstError: said, lastErrors: [said] });
    const { incidents } = await status();
    expect(incidents).toHaveLength(20);
    expect(incidents[0]).toMatchObject({
      ...{ code: 'E21', message: 'Said last.', pending: 2 },
      ...{ firstFailedAt: old.firstFailedAt, lastFailedAt: recent.lastFailedAt },
    });
  });
});

describe('the files in the status of a spool', () => {
  it('are counted, with their folder and the hosts that wrote them', async () => {
    await stage.put(queueEntry(1), parkedEntry(2));
    const other = new SpoolStage(stage.files, silentLogger, 'host-2');
    await other.put(queueEntry(3));
    const { files } = await status();
    expect(files).toMatchObject({ count: 3, hosts: ['host-1', 'host-2'] });
    expect(stage.files.paths().every((path) => path.startsWith(`${files?.folder}/`))).toBe(true);
  });
});

describe('the other targets in the status of a spool', () => {
  it('are named with what waits for them in any place', async () => {
    await stage.put(queueEntry(1));
    const fail = failure({ lane: 'payload' });
    await stage.put(...[2, 3].map((number) => queueEntry(number, { target: elsewhere })));
    await stage.put(queueEntry(4, { target: elsewhere, failure: fail }));
    await stage.claim({ target: elsewhere, limit: 1 });
    expect((await status()).otherTargets).toEqual([{ target: elsewhere, waiting: 3 }]);
  });

  it('are none for whatever else lies in the spool folder', async () => {
    await stage.put(queueEntry(1, { target: elsewhere }));
    const path = stage.only('new');
    const { files } = stage;
    await files.makeFolder('/spool/notes');
    await files.makeFolder('/spool/0123456789abcdef/new');
    await (await files.create('/spool/README')).close();
    await (await files.create('/spool/fedcba9876543210')).close();
    await files.move(path, '/spool/0123456789abcdef/new/foreign.jsonl');
    const { otherTargets, notices } = await status();
    expect([otherTargets, notices]).toEqual([[], []]);
  });

  it('do not break the status when one of them cannot be read', async () => {
    await stage.put(queueEntry(1), queueEntry(2, { target: elsewhere }));
    const { folder } = (await stage.store.status(elsewhere, NOW)).files ?? { folder: '' };
    const names = stage.files.names.bind(stage.files);
    stage.files.names = (path) => {
      const denied = Object.assign(new Error('denied'), { code: 'EACCES' });
      return path.startsWith(folder) ? Promise.reject(denied) : names(path);
    };
    const { depth, otherTargets, notices } = await status();
    expect(depth).toHaveLength(1);
    expect(otherTargets).toEqual([]);
    expect(notices).toEqual([`The folder ${folder} cannot be read (EACCES).`]);
  });

  it('do not break the status when nothing was ever kept', async () => {
    const empty = new SpoolStage(new MemorySpoolFiles());
    expect(await empty.store.status(target, NOW)).toMatchObject({
      ...{ depth: [], incidents: [], otherTargets: [], notices: [] },
      files: { count: 0, hosts: [] },
    });
  });
});
