import { parseArgs } from 'node:util';
import { leaveTheRest, openCrm, playJourney } from './journey/journey';
import { OutsideServer } from './journey/outsideServer';
import { consoleProgress, type Progress } from './progress';
import { startStand, type Stand } from './stand';
import { livePaths, throwAwayPaths } from './standPaths';
import type { Verdict } from './story/oracle';
import { playStory } from './story/play';
import { welcome } from './welcome';

const USAGE = `npm start                          bring the stand up and keep it up
npm start -- --once                play the story in a stand of its own, and end
npm start -- --once --sabotage     the same with one row deleted, which must exit 1
`;
const EXIT_BY_SIGNAL = 130;
const SECOND_SIGNAL_AFTER_MS = 2000;

interface Flags {
  readonly once: boolean;
  readonly sabotage: boolean;
}

/** Gives the exit code: 0 when all is well, 1 when anything is lost, doubled, phantom, altered. */
async function main(): Promise<number> {
  const flags = readFlags();
  const progress = consoleProgress();
  const stopped = new AbortController();
  // Until the stand is up there is nothing to end in order: the guard ends what has started.
  let onSignal = (): void => process.exit(EXIT_BY_SIGNAL);
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => onSignal());
  const stand = await startStand(flags.once ? throwAwayPaths() : livePaths(), progress);
  onSignal = () => stopped.abort();
  const asked = new Promise<null>((resolve) => {
    stopped.signal.addEventListener('abort', () => resolve(null));
  });
  let verdict: Verdict | null = null;
  try {
    const play = flags.once
      ? playOnce(stand, flags, progress)
      : playAndStay(stand, progress, asked);
    verdict = await Promise.race([play, asked]);
  } finally {
    onSignal = impatience();
    progress('Stopping …');
    await stand.stop();
    progress('Stopped; nothing is left running.');
  }
  if (flags.once && verdict !== null) return report(verdict);
  return flags.once ? EXIT_BY_SIGNAL : 0;
}

/** Ctrl-C arrives twice, from the terminal and from tsx; a later one means it. */
function impatience(): () => void {
  const since = Date.now();
  return () => {
    if (Date.now() - since > SECOND_SIGNAL_AFTER_MS) process.exit(EXIT_BY_SIGNAL);
  };
}

function readFlags(): Flags {
  const options = { once: { type: 'boolean' }, sabotage: { type: 'boolean' } } as const;
  try {
    const { once = false, sabotage = false } = parseArgs({ options }).values;
    if (sabotage && !once) throw new Error('--sabotage needs --once: it spoils the log.');
    return { once, sabotage };
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${USAGE}`);
    process.exit(2);
  }
}

const print = (text: string): void => void process.stdout.write(`${text}\n`);

async function playOnce(stand: Stand, { sabotage }: Flags, progress: Progress): Promise<Verdict> {
  const verdict = await playStory(stand, { sabotage, print, progress });
  if (sabotage) return verdict;
  const findings = await playJourney(await openCrm(stand), { print, progress });
  return { ...verdict, findings: [...verdict.findings, ...findings] };
}

/** Plays both stories when the log is new, and then waits until it is told to stop. */
async function playAndStay(
  stand: Stand,
  progress: Progress,
  asked: Promise<null>,
): Promise<Verdict | null> {
  const isNew = !stand.state.storyPlayed;
  const again = 'npm start -- --once plays it in a stand of its own.';
  if (isNew) report(await playStory(stand, { sabotage: false, print, progress }));
  else progress(`The story is in the log already. ${again}`);
  const crm = await openCrm(stand);
  if (isNew) complain(await playJourney(crm, { print, progress }));
  stand.rememberStory();
  const outside = await OutsideServer.start(crm.outside);
  leaveTheRest(crm);
  print(welcome(stand, outside.address));
  try {
    return await asked;
  } finally {
    await outside.stop();
  }
}

function complain(findings: readonly string[]): void {
  for (const finding of findings) process.stderr.write(`${finding}\n`);
}

/** Prints what is wrong and, as the last line, the result. */
function report({ findings, result }: Verdict): number {
  complain(findings);
  const { issued, written, replayed, duplicates, lost, phantom } = result;
  print(
    `${issued} events: ${written} written at once, ${replayed} replayed after the outage, ` +
      `${duplicates} repetitions recognised, ${lost} lost, ${phantom} made up.`,
  );
  print(JSON.stringify(result));
  return findings.length === 0 ? 0 : 1;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  },
);
