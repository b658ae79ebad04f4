import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CredentialInput, WorkflowJson } from './n8nApi';
import { environmentOf, type N8nSurroundings, temporaryFolder } from './n8nEnvironment';
import type { N8nProgram } from './n8nInstallation';
import { runCommand } from './runCommand';

/** Something to import, with the id that it gets in n8n. */
export type WithId<T> = T & { readonly id: string };

/** Commands of n8n at once: each keeps one core busy for seconds. */
const AT_ONCE = 2;
/** Said at the end of a command that published something. */
const PUBLISHED = 'Changes will not take effect';

/** n8n's commands, on the database of an n8n that does not run meanwhile. */
export class N8nCommandLine {
  constructor(
    private readonly program: N8nProgram,
    private readonly surroundings: N8nSurroundings,
  ) {
    mkdirSync(temporaryFolder(surroundings.userFolder), { recursive: true });
  }

  /** The first call also sets up n8n's database. */
  importCredentials(credentials: readonly WithId<CredentialInput>[]): Promise<void> {
    return this.import('credentials', credentials);
  }

  importWorkflows(workflows: readonly WithId<WorkflowJson>[]): Promise<void> {
    // As in a file that n8n has exported; n8n 2.0 insists.
    const exported = workflows.map((workflow) => ({
      ...{ ...workflow, active: false },
      versionId: randomUUID(),
    }));
    return this.import('workflow', exported);
  }

  /** Imports the files of a folder as they are; n8n chooses their ids. */
  importFolder(folder: string, count: number): Promise<void> {
    return this.importFiles('workflow', { folder, count });
  }

  /** Publishes workflows; n8n runs them from its next start on. The command takes one at a time. */
  async publish(ids: readonly string[]): Promise<void> {
    const waiting = [...ids];
    const publishNext = async (): Promise<void> => {
      for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
        const output = await this.run(['publish:workflow', `--id=${id}`]);
        // The command ends with 0 although there is no such workflow.
        if (!output.includes(PUBLISHED)) throw new Error(`n8n did not publish ${id}:\n${output}`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, publishNext));
  }

  /** One file per entry in a folder of its own, which holds secrets and is gone afterwards. */
  private async import(
    kind: 'credentials' | 'workflow',
    entries: readonly { readonly id: string }[],
  ): Promise<void> {
    const { userFolder } = this.surroundings;
    const folder = join(temporaryFolder(userFolder), `import-${kind}`);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    try {
      for (const entry of entries) {
        writeFileSync(join(folder, `${entry.id}.json`), JSON.stringify(entry));
      }
      await this.importFiles(kind, { folder, count: entries.length });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  private async importFiles(
    kind: 'credentials' | 'workflow',
    { folder, count }: { readonly folder: string; readonly count: number },
  ): Promise<void> {
    const output = await this.run([`import:${kind}`, '--separate', `--input=${folder}`]);
    // The command ends with 0 although it left a file out.
    if (output.includes(`Successfully imported ${count} `)) return;
    throw new Error(`n8n imported not every ${kind}:\n${output}`);
  }

  private run(args: readonly string[]): Promise<string> {
    const { program, surroundings } = this;
    return runCommand({
      program: program.node,
      args: [program.script, ...args],
      folder: surroundings.userFolder,
      environment: { ...environmentOf(surroundings), ...program.settings },
    });
  }
}
