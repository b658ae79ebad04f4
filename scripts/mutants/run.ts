import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type ScratchCopy, scratchCopy } from '../scratchCopy';
import { chooseMutants } from './chooseMutants';
import { MUTANTS } from './list';
import { applyMutant, type Mutant } from './mutant';
import { runTest } from './runTest';

const ROOT = join(__dirname, '..', '..');
/** Runs side by side, each in a copy of the tree: as many as the CI machine has cores. */
const COPIES = 2;

interface Verdict {
  readonly mutant: Mutant;
  readonly killed: boolean;
  readonly words: string;
  readonly seconds: number;
}

/** Usage: npm run mutants [-- [part of a name] [--share 1/4]] */
async function main(): Promise<void> {
  const options = { share: { type: 'string' } } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const mutants = chooseMutants(MUTANTS, { part: positionals[0] ?? '', share: values.share });
  expectToFit(mutants);
  const copies = Array.from({ length: COPIES }, scratchCopy);
  try {
    await expectGreen(copies, mutants);
    const verdicts = await inCopies(copies, mutants, judge);
    report(verdicts);
    if (verdicts.length === 0 || verdicts.some(({ killed }) => !killed)) process.exitCode = 1;
  } finally {
    for (const copy of copies) copy.remove();
  }
}

/** Every mutant that no longer fits the code is named before any test runs. */
function expectToFit(mutants: readonly Mutant[]): void {
  const complaints = mutants.flatMap((mutant) => {
    try {
      applyMutant(readFileSync(join(ROOT, mutant.file), 'utf8'), mutant);
      return [];
    } catch (error) {
      return [(error as Error).message];
    }
  });
  if (complaints.length > 0) throw new Error(complaints.join('\n'));
}

/** Works through the tasks with every copy at once; answers keep the order of the tasks. */
async function inCopies<Task, Answer>(
  copies: readonly ScratchCopy[],
  tasks: readonly Task[],
  work: (folder: string, task: Task) => Promise<Answer>,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  const waiting = tasks.entries();
  const workers = await Promise.allSettled(
    copies.map(async ({ folder }) => {
      for (const [at, task] of waiting) answers[at] = await work(folder, task);
    }),
  );
  const failed = workers.find((worker) => worker.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return answers;
}

/** Without this, a test that is red anyway would kill every mutant. */
async function expectGreen(
  copies: readonly ScratchCopy[],
  mutants: readonly Mutant[],
): Promise<void> {
  const tests = [...new Set(mutants.map(({ test }) => test))];
  await inCopies(copies, tests, async (folder, test) => {
    const { passed, failed, broken, output } = await runTest(folder, test);
    if (broken !== undefined || failed.length > 0) {
      throw new Error(`${test} must be green before anything is sabotaged.\n${output}`);
    }
    for (const { name, title = '' } of mutants.filter((mutant) => mutant.test === test)) {
      if (!passed.some((fullName) => fullName.includes(title))) {
        throw new Error(`${name}: no test of ${test} is called "${title}".`);
      }
    }
    console.log(`green: ${test}`);
  });
}

async function judge(folder: string, mutant: Mutant): Promise<Verdict> {
  const started = process.hrtime.bigint();
  const file = join(folder, mutant.file);
  const source = readFileSync(file, 'utf8');
  writeFileSync(file, applyMutant(source, mutant));
  try {
    const { failed, broken, output } = await runTest(folder, mutant.test, mutant.title);
    const killed = broken === undefined && failed.length > 0;
    const words = killed ? 'killed' : (broken ?? 'SURVIVED');
    console.log(`${words}: ${mutant.name}`);
    if (broken !== undefined) console.error(output);
    const seconds = Number(process.hrtime.bigint() - started) / 1e9;
    return { mutant, killed, words, seconds };
  } finally {
    writeFileSync(file, source);
  }
}

function report(verdicts: readonly Verdict[]): void {
  const width = Math.max(0, ...verdicts.map(({ mutant }) => mutant.name.length));
  console.log('');
  for (const { mutant, words, seconds } of verdicts) {
    console.log(
      `${mutant.name.padEnd(width)}  ${words.padEnd(8)}  ${seconds.toFixed(1)} s  ${mutant.test}`,
    );
  }
  const killed = verdicts.filter((verdict) => verdict.killed).length;
  console.log(`${verdicts.length} mutants, ${killed} killed`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
