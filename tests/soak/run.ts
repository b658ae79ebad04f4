import { parseArgs } from 'node:util';
import { SHORT_POLICY } from './logTool';
import { brokenPromises, figureLines, summary } from './report';
import { runSoak } from './soak';

/** `npm run soak -- --seconds N --seed S`; without a seed a random one, which is printed. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { seconds: { type: 'string' }, seed: { type: 'string' } },
  });
  const seconds = wholeNumber('seconds', values.seconds ?? '60');
  const seed = wholeNumber('seed', values.seed ?? String(Date.now() % 1_000_000));
  console.log(`Soak of ${seconds} s with seed ${seed}.`);
  const report = await runSoak({ seconds, seed, say: (line) => console.log(`  ${line}`) });
  for (const line of figureLines(report)) console.log(line);
  const broken = brokenPromises(report, SHORT_POLICY);
  for (const line of broken) console.log(line);
  if (broken.length > 0) {
    console.log(
      `Failing seed: ${seed}. Run it again: npm run soak -- --seconds ${seconds} --seed ${seed}`,
    );
    process.exitCode = 1;
  }
  console.log(JSON.stringify({ seed, seconds, ...summary(report) }));
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new Error(`--${name} must be a whole number from 1 on.`);
}

main()
  .catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  })
  // Node.js 20 can spin for ever in its own clean-up over connections that were reset.
  .finally(() => process.exit());
