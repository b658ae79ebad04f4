import { ActivityLogError } from '../errors';
import { distinctEntries } from '../retryQueue/entryKey';
import type { Journal, JournalPage } from '../retryQueue/journal';
import { LEASE_MS } from '../retryQueue/lease';
import type { QueueEntry } from '../retryQueue/queueEntry';
import { beforeDeadline } from './beforeDeadline';
import { entriesByTarget } from './entriesByTarget';
import { type SpoolFileName, formatClaim, formatName } from './spoolFileName';
import { spoolError } from './spoolError';
import type { SpoolStoreParts } from './spoolStore';
import { TargetSpool } from './targetSpool';
import { type WriteEntries, entryWriter } from './writeEntries';

const TOKEN_BYTES = 16;
/** Milliseconds for what costs a step or two of the file system. */
const TIME_LIMIT = 1000;

/** One file of a page: where it lies, and where it waits for replay. */
interface PageFile {
  readonly spool: TargetSpool;
  readonly claimed: string;
  readonly waiting: string;
}

/**
 * Keeps pages as spool files that are claimed from the start, under a lease that no execution
 * outlives (27 s of 120). A dead process so leaves what any dead worker leaves: claims that end,
 * and come back to the spool of their target.
 */
export class SpoolJournal implements Journal {
  private readonly write: WriteEntries;
  private readonly files = new WeakMap<JournalPage, readonly PageFile[]>();

  constructor(private readonly parts: SpoolStoreParts) {
    this.write = entryWriter(parts);
  }

  async open(entries: readonly QueueEntry[], deadline: number): Promise<JournalPage> {
    const token = Buffer.from(this.parts.random.bytes(TOKEN_BYTES)).toString('hex');
    const page: JournalPage = { token, entries: distinctEntries(entries) };
    const writing = this.writePage(page);
    try {
      await beforeDeadline(this.parts.clock, deadline, writing);
      return page;
    } catch (error) {
      // What gets onto the disk all the same must not come back as a crash.
      void writing.catch(() => undefined).then(() => this.close(page));
      throw spoolError(error, this.parts.folder);
    }
  }

  async close(page: JournalPage): Promise<void> {
    try {
      await this.soon(() => this.removePage(page));
    } catch (error) {
      if (!(error instanceof ActivityLogError)) throw error;
      const message = 'A journal page could not be removed; its replay will find duplicates.';
      const { code } = error;
      this.parts.logger.warn(message, { token: page.token, events: page.entries.length, code });
    }
  }

  async release(page: JournalPage): Promise<void> {
    await this.soon(() => this.releasePage(page));
  }

  private async writePage(page: JournalPage): Promise<void> {
    const { files, folder, clock } = this.parts;
    const { token } = page;
    const until = clock.now().getTime() + LEASE_MS;
    const written: PageFile[] = [];
    this.files.set(page, written);
    for (const { target, entries } of entriesByTarget(page.entries)) {
      const spool = new TargetSpool(files, folder, target);
      const naming = (file: SpoolFileName) => {
        const claimed = formatClaim({ token, until, home: 'new', file });
        written.push({ spool, claimed, waiting: formatName(file) });
        return claimed;
      };
      await spool.makeFolders();
      await this.write(spool, { place: 'claimed', naming }, entries);
    }
  }

  private async removePage(page: JournalPage): Promise<void> {
    for (const { spool, claimed } of this.files.get(page) ?? []) {
      await spool.files.remove(spool.path('claimed', claimed));
    }
  }

  private async releasePage(page: JournalPage): Promise<void> {
    for (const { spool, claimed, waiting } of this.files.get(page) ?? []) {
      const moved = await spool.files.move(
        spool.path('claimed', claimed),
        spool.path('new', waiting),
      );
      if (!moved) throw Object.assign(new Error('A page has gone.'), { code: 'page_gone' });
      await spool.syncPlace('new');
    }
  }

  private async soon(work: () => Promise<void>): Promise<void> {
    const { clock, folder } = this.parts;
    try {
      await beforeDeadline(clock, clock.elapsed() + TIME_LIMIT, work());
    } catch (error) {
      throw spoolError(error, folder);
    }
  }
}
