import type { BenchArguments } from './benchArguments';
import { type BuiltPackage, buildPackage } from './builtPackage';
import { browserQuestions } from './read/browserQuestions';
import { exportQuestions } from './read/exportQuestions';
import { type Field, makeField } from './read/field';
import { filledLog, type Say, warm } from './read/filledLog';
import { interleaveReads, type ReadLimits, slowPeers, type Timings } from './read/interleaveReads';
import type { Question, Reader } from './read/question';
import { type Answered, besideHalf, growthOf, resultsOf, told } from './read/readReport';
import { READING, type ReadServer, startReadServer, toldSettings } from './read/readServer';
import { statusQuestion } from './read/statusQuestion';
import { summaryQuestions } from './read/summaryQuestions';
import { textQuestions } from './read/textQuestions';
import { timelineQuestions } from './read/timelineQuestions';
import type { Result } from './report';

const FULL = 'activity_log';
const HALF = 'activity_log_half';
const WARM_UPS = 30;
/** Enough for a median. */
const GROWTH_ROUNDS = 100;
const LEAST_RUNS = 3;
/** Milliseconds that one reader may take for one question. */
const BUDGET = 20_000;

/** Reading a long log: beside n8n's Postgres node, a get by id and psql, and a log of half the size. */
export async function benchRead(say: Say, wanted: BenchArguments): Promise<Result[]> {
  const built = buildPackage();
  const server = await startReadServer(wanted.folder);
  const bench: Bench = { server, built, say };
  try {
    const rows = await filledLog(server, { database: FULL, rows: wanted.rows }, say);
    const half = { database: HALF, rows: Math.floor(rows / 2) };
    if (wanted.growth) await filledLog(server, half, say);
    say(`reading with ${toldSettings(READING)}, all else as PostgreSQL has it`);
    const answered = await withField(bench, FULL, (field) => answers(bench, field));
    const grown = wanted.growth ? await growth(bench) : [];
    return [...answered.flatMap((one) => resultsOf(one, rows)), ...grown.flatMap(growthOf)];
  } finally {
    await server.end();
    built.remove();
  }
}

interface Bench {
  readonly server: ReadServer;
  readonly built: BuiltPackage;
  readonly say: Say;
}

async function withField<T>(
  { server, built }: Bench,
  database: string,
  work: (field: Field) => Promise<T>,
): Promise<T> {
  const field = await makeField({ server, database, built });
  try {
    return await work(field);
  } finally {
    await field.end();
  }
}

/** All questions to the whole log; slow peers are asked when all others are through. */
async function answers({ server, say }: Bench, field: Field): Promise<Answered[]> {
  await warm(server, FULL, say);
  const questions = await questionsOf(field, say);
  const slow = await slowestPeers(questions, say);
  if (slow.size > 0) await warm(server, FULL, say);
  const fast = await each(questions, (question) =>
    ask(question, (reader) => !slow.has(reader), { rounds: question.rounds, warmUps: WARM_UPS }),
  );
  const late = await each(questions, (question) =>
    ask(question, (reader) => slow.has(reader), { rounds: LEAST_RUNS, warmUps: 0 }),
  );
  const answered = questions.map((question, i) => ({
    question,
    times: new Map([...(fast[i] ?? []), ...(late[i] ?? [])]),
  }));
  answered.flatMap(told).forEach(say);
  return answered;
}

/** The same questions to both sizes in turn, so that what the machine does besides meets both. */
async function growth(bench: Bench): Promise<Answered[]> {
  const { server, say } = bench;
  await warm(server, HALF, say);
  return withField(bench, HALF, (half) =>
    withField(bench, FULL, async (full) => {
      const halves = await questionsOf(half, say);
      const pairs = (await questionsOf(full, say)).flatMap((question, i) => {
        const other = halves[i];
        return other === undefined ? [] : [besideHalf(question, other)];
      });
      return each(pairs, async (question) => {
        const rounds = Math.min(question.rounds, GROWTH_ROUNDS);
        const times = await ask(question, () => true, { rounds, warmUps: WARM_UPS });
        told({ question, times }).forEach(say);
        return { question, times };
      });
    }),
  );
}

async function questionsOf(field: Field, say: Say): Promise<Question[]> {
  if (field.psql === undefined) say('psql is not installed: \\copy is not measured');
  return [
    ...(await timelineQuestions(field)),
    ...(await browserQuestions(field)),
    ...textQuestions(field),
    ...summaryQuestions(field),
    statusQuestion(field),
    ...exportQuestions(field),
  ];
}

async function slowestPeers(questions: readonly Question[], say: Say): Promise<Set<Reader>> {
  const slow = new Set<Reader>();
  for (const question of questions) {
    for (const reader of await slowPeers(question)) {
      say(`${question.name}: ${reader.name} is asked when all others are through`);
      slow.add(reader);
    }
  }
  return slow;
}

function ask(
  question: Question,
  isAsked: (reader: Reader) => boolean,
  rounds: Pick<ReadLimits, 'rounds' | 'warmUps'>,
): Promise<Timings> {
  const readers = [question.ours, ...question.peers.map((peer) => peer.reader)].filter(isAsked);
  return interleaveReads(question, readers, { ...rounds, budget: BUDGET, leastRuns: LEAST_RUNS });
}

/** One after the other. */
async function each<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const one of all) results.push(await work(one));
  return results;
}
