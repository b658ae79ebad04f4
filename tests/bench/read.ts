import type { BenchArguments } from './benchArguments';
import { type BuiltPackage, buildPackage } from './builtPackage';
import { browserQuestions } from './read/browserQuestions';
import { exportQuestions } from './read/exportQuestions';
import { type Field, makeField } from './read/field';
import { filledLog, type Say, warm } from './read/filledLog';
import { interleaveReads, type ReadLimits, slowPeers, type Timings } from './read/interleaveReads';
import type { Question, Reader } from './read/question';
import { type Answered, growth, resultsOf, told } from './read/readReport';
import { READING, type ReadServer, startReadServer, toldSettings } from './read/readServer';
import { summaryQuestions } from './read/summaryQuestions';
import { textQuestions } from './read/textQuestions';
import { timelineQuestions } from './read/timelineQuestions';
import type { Result } from './report';

const FULL = 'activity_log';
const HALF = 'activity_log_half';
const WARM_UPS = 30;
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
    const before = wanted.growth ? await answers(bench, HALF, withoutPeers) : [];
    const after = await answers(bench, FULL, (question) => question);
    return [
      ...after.flatMap((answered) => resultsOf(answered, rows)),
      ...before.flatMap((answered, i) => {
        const full = after[i];
        return full === undefined ? [] : [growth(answered, full)];
      }),
    ];
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

function withoutPeers(question: Question): Question {
  return { ...question, peers: [] };
}

async function answers(
  { server, built, say }: Bench,
  database: string,
  changed: (question: Question) => Question,
): Promise<Answered[]> {
  await warm(server, database, say);
  const field = await makeField({ server, database, built });
  try {
    const questions = (await questionsOf(field, say)).map(changed);
    const slow = await slowestPeers(questions, say);
    if (slow.size > 0) await warm(server, database, say);
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
    for (const line of answered.flatMap(told)) say(`${database}: ${line}`);
    return answered;
  } finally {
    await field.end();
  }
}

async function questionsOf(field: Field, say: Say): Promise<Question[]> {
  if (field.psql === undefined) say('psql is not installed: \\copy is not measured');
  return [
    ...(await timelineQuestions(field)),
    ...(await browserQuestions(field)),
    ...textQuestions(field),
    ...summaryQuestions(field),
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
