import { endPools } from '../../nodes/n8n/poolRegistry';
import { type BenchServer, startBenchServer } from './benchServer';
import { type BuiltPackage, buildPackage } from './builtPackage';
import type { Contender } from './contender';
import { coreUseCase } from './contenders/coreUseCase';
import { n8nPostgres } from './contenders/n8nPostgres';
import { emptyNode, ourKeyedNode, ourNode } from './contenders/ourNode';
import { psqlCopy } from './contenders/psqlCopy';
import { rawStatements } from './contenders/rawStatement';
import { syncMilliseconds } from './diskSync';
import { heapAboveItems } from './heap';
import { fastest, interleave, type Match, type Times } from './interleave';
import { compare, median, percentile, type Result } from './report';

const BATCHES = [1000, 10_000] as const;
const SMALL_BATCH = 100;
const MEGABYTES_ALLOWED = 64;
const SYNCS_ALLOWED = 10;

interface Field {
  readonly server: BenchServer;
  readonly node: Contender;
  readonly keyed: Contender;
  readonly empty: Contender;
  readonly core: Contender;
  readonly n8n: readonly Contender[];
  readonly raw: readonly Contender[];
  readonly copy: Contender | undefined;
}

/** Writing events, side by side with n8n's Postgres node, raw statements and COPY. */
export async function benchWrite(say: (line: string) => void): Promise<Result[]> {
  const built = buildPackage();
  const server = await startBenchServer();
  const field = await makeField(server, built);
  try {
    const results = [...(await single(field, say))];
    for (const count of [SMALL_BATCH, ...BATCHES])
      results.push(...(await batch(field, count, say)));
    results.push(...(await heap(field)));
    return results;
  } finally {
    const { node, keyed, empty, core, n8n, raw, copy } = field;
    for (const one of [node, keyed, empty, core, ...n8n, ...raw, copy]) await one?.end?.();
    await endPools();
    await server.end();
    built.remove();
  }
}

async function makeField(server: BenchServer, built: BuiltPackage): Promise<Field> {
  return {
    server,
    node: ourNode('Log Activity', { server, built }),
    keyed: ourKeyedNode({ server, built }),
    empty: emptyNode(server),
    core: coreUseCase(server, built),
    n8n: n8nPostgres(server),
    raw: await rawStatements(server),
    copy: psqlCopy(server),
  };
}

/** The best of several ways, found in a match of their own. */
async function best(
  server: BenchServer,
  contenders: readonly Contender[],
  match: Omit<Match, 'contenders'>,
): Promise<Contender> {
  return fastest(await interleave(server, { ...match, contenders })).contender;
}

async function single(field: Field, say: (line: string) => void): Promise<Result[]> {
  const { server, node, keyed, empty, core } = field;
  const trial = { count: 1, rounds: 20, warmUps: 10, emptied: false };
  const n8n = await best(server, field.n8n, trial);
  const raw = await best(server, field.raw, trial);
  const contenders = [node, keyed, empty, core, n8n, raw];
  const match = { ...trial, rounds: 300, warmUps: 30, contenders };
  const times = await interleave(server, match);
  const sync = syncMilliseconds(server.folder);
  const of = (one: Contender) => medianOf(times, one);
  const slowest = percentile(times.get(node) ?? [], 0.99);
  tell(times, 1, say);
  say(`one fdatasync of 8 kB: ${sync.toFixed(3)} ms`);
  return [
    compare({
      name: `node vs ${n8n.name}, 1 event`,
      ours: of(node),
      peer: of(n8n),
      unit: 'ms',
      goal: 1.5,
    }),
    compare({ name: `node vs ${raw.name}, 1 event`, ours: of(node), peer: of(raw), unit: 'ms' }),
    compare({ name: `core vs ${raw.name}, 1 event`, ours: of(core), peer: of(raw), unit: 'ms' }),
    compare({
      name: 'node vs engine with an empty node, 1 event',
      ours: of(node),
      peer: of(empty),
      unit: 'ms',
    }),
    compare({
      name: `node, 1 event, p99 vs ${SYNCS_ALLOWED} fsyncs`,
      ours: slowest,
      peer: SYNCS_ALLOWED * sync,
      unit: 'ms',
      goal: 1,
    }),
  ];
}

async function batch(field: Field, count: number, say: (line: string) => void): Promise<Result[]> {
  const { server, node, keyed, empty, core, copy } = field;
  const trial = { count, rounds: count > 1000 ? 1 : 3, warmUps: 1, emptied: true };
  const n8n = await best(server, field.n8n, trial);
  const raw = await best(server, field.raw, trial);
  const contenders = [node, keyed, empty, core, n8n, raw, ...(copy === undefined ? [] : [copy])];
  const match = {
    ...trial,
    rounds: count > 1000 ? 5 : 9,
    warmUps: count > 1000 ? 1 : 5,
    contenders,
  };
  const times = await interleave(server, match);
  tell(times, count, say);
  if (copy === undefined) say('psql is not installed: \\copy is not measured');
  const of = (one: Contender) => medianOf(times, one);
  const goals = count >= 1000 ? { n8n: 2, raw: 0.75, keyed: 0.6 } : {};
  const versus = (
    [ours, called]: readonly [Contender, string],
    peer: Contender,
    goal: { goal?: number | undefined } = {},
  ): Result =>
    compare({
      name: `${called} vs ${peer.name}, ${count} events`,
      ours: of(ours),
      peer: of(peer),
      unit: 'ms',
      ...(goal.goal === undefined ? {} : { goal: goal.goal }),
    });
  return [
    versus([node, 'node'], n8n, { goal: goals.n8n }),
    versus([node, 'node'], raw, { goal: goals.raw }),
    versus([keyed, 'node with dedupe keys'], raw, { goal: goals.keyed }),
    versus([core, 'core'], raw),
    ...(copy === undefined
      ? []
      : [versus([core, 'core'], copy, count === 1000 ? { goal: 0.85 } : {})]),
    versus([node, 'node'], empty),
  ];
}

async function heap({ server, node, empty, core }: Field): Promise<Result[]> {
  const above = async (one: Contender, count: number) => {
    await server.reset();
    return heapAboveItems(one, count);
  };
  const results: Result[] = [];
  for (const count of BATCHES) {
    const nodeHeap = (await above(node, count)) - (await above(empty, count));
    const coreHeap = await above(core, count);
    const peer = MEGABYTES_ALLOWED;
    results.push(
      compare({
        name: `node, heap above items and engine, ${count} events`,
        ours: nodeHeap,
        peer,
        unit: 'MB',
        goal: 1,
      }),
      compare({
        name: `core, heap above items, ${count} events`,
        ours: coreHeap,
        peer,
        unit: 'MB',
        goal: 1,
      }),
    );
  }
  return results;
}

function medianOf(times: Times, contender: Contender): number {
  return median(times.get(contender) ?? []);
}

function tell(times: Times, count: number, say: (line: string) => void): void {
  for (const [{ name }, taken] of times) {
    const figures = [0.5, 0.1, 0.9].map((share) => percentile(taken, share).toFixed(2));
    say(`${count} × ${name}: ${figures[0]} ms (${figures[1]} to ${figures[2]})`);
  }
}
