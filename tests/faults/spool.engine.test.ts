import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expectConserved, spooledText, storedRows } from '../support/faults/conservation';
import { type FaultStage, notes, stageFault } from '../support/faults/stageFault';
import { postgresCredential, postgresReference } from '../support/engine/postgresCredential';
import { runReplay } from '../support/replayNode';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

const NO_RETRY = { attempts: 1 };

let stage: FaultStage;
let elsewhere: TestDatabase;
beforeAll(async () => {
  elsewhere = await createTestDatabase();
});
afterAll(() => elsewhere.drop());
beforeEach(async () => {
  stage = await stageFault();
  stage.proxy.refuse();
});
afterEach(() => stage.end());

/** Runs Log Activity while its database is down, so that one more spool file waits. */
const spool = (word: string, count = 2) => stage.log(notes(word, count), { options: NO_RETRY });

/** The same under another credential, which may lead to another database. */
function spoolElsewhere(word: string, database: string) {
  const { port } = stage.proxy;
  return stage.log(
    notes(word, 2),
    { options: NO_RETRY },
    {
      node: { credentials: postgresReference('other') },
      credentials: { other: postgresCredential(database, { port }) },
    },
  );
}

function replayElsewhere(database: string) {
  return runReplay({ database, spoolFolder: stage.spoolFolder, credentialId: 'other' });
}

function spoolFiles(place = 'new'): string[] {
  const files = readdirSync(stage.spoolFolder, { recursive: true, withFileTypes: true });
  return files
    .filter((file) => file.isFile() && file.parentPath.endsWith(place))
    .map((file) => join(file.parentPath, file.name));
}

function onlyFile(): string {
  const [path, ...others] = spoolFiles();
  if (path === undefined || others.length > 0) throw new Error('One file was expected.');
  return path;
}

const messages = async (database: TestDatabase) =>
  (await storedRows(database)).map((row) => row.message_content).sort();
const messagesOf = (items: readonly { message: string }[]) => items.map(({ message }) => message);

describe('a spool that waits', () => {
  it('Row 40: what another process left in the spool is in the table after a restart', async () => {
    const run = await spool('before the restart', 3);
    expect(run.receipts[0]).toMatchObject({ keptIn: 'spool' });
    const path = onlyFile();
    // Containers change host and process id; nothing may depend on them.
    const header = readFileSync(path, 'utf8');
    const renamed = header.replace(/"host":"[^"]*","pid":\d+/, '"host":"gone","pid":1');
    expect(renamed).not.toBe(header);
    writeFileSync(path, renamed);
    stage.proxy.calm();
    await expectConserved(stage, run);
    expect(spoolFiles()).toEqual([]);
  });

  it.each<[string, (path: string) => void]>([
    ['is truncated', (path) => alter(path, (bytes) => bytes.subarray(0, -200))],
    ['has a flipped bit', (path) => alter(path, withFlippedBit)],
    ['has another checksum', (path) => alter(path, withOtherChecksum)],
    ['is empty', (path) => alter(path, () => Buffer.alloc(0))],
  ])(
    'Row 45: a spool file that %s is set aside and announced, and others replay',
    async (_, fault) => {
      const damaged = await spool('damaged');
      fault(onlyFile());
      const whole = await spool('whole');
      stage.proxy.calm();
      await expectNeighboursReplayed(messagesOf(notes('whole', 2)));
      expect(damaged.receipts[0]).toMatchObject({ keptIn: 'spool' });
      expect(whole.receipts[0]).toMatchObject({ keptIn: 'spool' });
    },
  );

  it('Row 45: a spool file that belongs to another target is set aside and announced', async () => {
    await spoolElsewhere('foreign', stage.database.name);
    const foreign = onlyFile();
    await spool('whole');
    const own = spoolFiles().find((path) => path !== foreign) ?? '';
    renameSync(foreign, join(dirname(own), '0000000000000_0000000000000_0_00.jsonl'));
    stage.proxy.calm();
    await expectNeighboursReplayed(messagesOf(notes('whole', 2)));
  });

  it('Row 56: two credentials of one database, both down, replay their own events alone', async () => {
    const own = await spool('own');
    await spoolElsewhere('others', stage.database.name);
    stage.proxy.calm();
    await expectConserved(stage, own);
    expect(spooledText(stage.spoolFolder)).toContain('others 1');
    const { summary } = await replayElsewhere(stage.database.name);
    expect(summary).toMatchObject({ replayed: 2, remaining: 0 });
    const all = [...notes('own', 2), ...notes('others', 2)];
    expect(await messages(stage.database)).toEqual(messagesOf(all).sort());
  });

  it('Row 56: two databases, both down, get their own events alone', async () => {
    const own = await spool('own');
    await spoolElsewhere('others', elsewhere.name);
    stage.proxy.calm();
    expect((await replayElsewhere(elsewhere.name)).summary).toMatchObject({ replayed: 2 });
    expect(await messages(elsewhere)).toEqual(messagesOf(notes('others', 2)));
    expect(await messages(stage.database)).toEqual([]);
    await expectConserved(stage, own);
    expect(spoolFiles()).toEqual([]);
  });
});

/** Of two files one is damaged: only the other is written, and the damage is said. */
async function expectNeighboursReplayed(expected: readonly string[]): Promise<void> {
  const { summary, error } = await stage.replay();
  expect(error).toBeUndefined();
  expect(summary).toMatchObject({ replayed: 2, failed: 0, stoppedBecause: null });
  expect(await messages(stage.database)).toEqual(expected);
  expect(spoolFiles('quarantine')).toHaveLength(1);
  const status = await stage.replay({ operation: 'getStatus' });
  expect(JSON.stringify(status.summary['notices'])).toContain('1 damaged spool file');
}

function alter(path: string, change: (bytes: Buffer) => Buffer): void {
  writeFileSync(path, change(readFileSync(path)));
}

function withFlippedBit(bytes: Buffer): Buffer {
  const changed = Buffer.from(bytes);
  const position = bytes.length - 100;
  changed[position] = (bytes[position] ?? 0) ^ 1;
  return changed;
}

function withOtherChecksum(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString().replace(/"sha256":"..../, '"sha256":"0000'));
}
