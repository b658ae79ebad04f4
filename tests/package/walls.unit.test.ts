import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

interface Source {
  readonly path: string;
  readonly text: string;
}
interface Finding {
  readonly rule: string;
  readonly message: string;
}

function lint(sources: readonly Source[]): Finding[][] {
  const output = execFileSync(process.execPath, [join(ROOT, 'tests/support/lintSources.mjs')], {
    cwd: ROOT,
    input: JSON.stringify(sources),
    encoding: 'utf8',
    // The n8n-nodes-base rules look at every file when they believe to be under test.
    env: { ...process.env, NODE_ENV: 'production' },
    maxBuffer: 64 * 1024 * 1024,
  });
  return JSON.parse(output) as Finding[][];
}

const imports = (specifier: string): string =>
  `import * as part from '${specifier}';\nvoid part;\n`;
const core = (path: string, specifier: string): Source => ({
  path: `nodes/core/${path}`,
  text: imports(specifier),
});

/** Bad source texts, each with a part of the rule's name or words that must come back. */
const BROKEN: ReadonlyArray<readonly [title: string, words: string, source: Source]> = [
  ['n8n in a room of core', 'Core runs without n8n', core('activity/sample.ts', 'n8n-workflow')],
  ['n8n in a use case', 'Core runs without n8n', core('logActivity.ts', 'n8n-workflow')],
  ['n8n in the foundation', 'Core runs without n8n', core('ports.ts', 'n8n-workflow')],
  [
    'pg in a statement',
    'of nodes/core/postgres alone',
    core('postgres/statements/sample.ts', 'pg'),
  ],
  [
    'pg in another file of its room',
    'of nodes/core/postgres alone',
    core('postgres/migrate.ts', 'pg'),
  ],
  ['pg in a sink', 'of nodes/core/postgres alone', core('sinks/postgresSink.ts', 'pg')],
  [
    'pg in the n8n layer',
    'of nodes/core/postgres alone',
    { path: 'nodes/n8n/sample.ts', text: imports('pg') },
  ],
  [
    'a door of pg that leaves its room',
    'The room postgres',
    core('postgres/copyOut.ts', '../reading/readTransaction'),
  ],
  ['axios outside its room', 'axios is opened', core('alerts/slackAlertChannel.ts', 'axios')],
  ['files outside the spool', 'nodes/core/spool alone', core('retryQueue/sample.ts', 'node:fs')],
  [
    'files by promises outside the spool',
    'nodes/core/spool alone',
    core('delivery/sample.ts', 'fs/promises'),
  ],
  [
    'files in a node',
    'nodes/core/spool alone',
    { path: 'nodes/LogActivity/a.ts', text: imports('node:fs') },
  ],
  ['timers by module', 'Take a Clock', core('delivery/sample.ts', 'node:timers/promises')],
  [
    'a sink that knows another',
    'never imports another sink',
    core('sinks/spoolSink.ts', './postgresSink'),
  ],
  [
    'a sink that knows delivery',
    'The room sinks',
    core('sinks/spoolSink.ts', '../delivery/deliverEvents'),
  ],
  [
    'delivery that knows a sink',
    'The room delivery',
    core('delivery/sample.ts', '../sinks/postgresSink'),
  ],
  ['delivery that knows SQL', 'The room delivery', core('delivery/sample.ts', '../postgres/pool')],
  ['events that know storage', 'The room activity', core('activity/sample.ts', '../postgres/pool')],
  [
    'the catalog that knows events',
    'The room catalog',
    core('catalog/sample.ts', '../activity/eventId'),
  ],
  [
    'a statement that knows files',
    'The room postgres',
    core('postgres/statements/a.ts', '../../spool/a'),
  ],
  [
    'a room that asks a use case',
    'The room delivery',
    core('delivery/sample.ts', '../logActivity'),
  ],
  [
    'a room that takes the real clock',
    'The room delivery',
    core('delivery/sample.ts', '../systemClock'),
  ],
  [
    'a path in disguise',
    'shortest relative path',
    core('delivery/sample.ts', '../catalog/../postgres/pool'),
  ],
  [
    'core that knows the n8n layer',
    'neither n8n nor nodes',
    core('logActivity.ts', '../n8n/composition'),
  ],
  ['a foundation that knows a room', 'imports nothing', core('errors.ts', './postgres/pool')],
  [
    'a node that wires parts',
    'asks a use case',
    { path: 'nodes/LogActivity/a.ts', text: imports('../core/sinks/postgresSink') },
  ],
  [
    'a node that knows another',
    'never imports another node',
    { path: 'nodes/LogActivity/a.ts', text: imports('../QueryTimeline/parameters') },
  ],
  [
    'parts wired outside composition.ts',
    'wired in nodes/n8n/comp*.ts alone',
    { path: 'nodes/n8n/sample.ts', text: imports('../core/sinks/postgresSink') },
  ],
  [
    'randomness of its own',
    'Take a RandomSource',
    {
      path: 'nodes/core/activity/a.ts',
      text: "import { randomUUID } from 'node:crypto';\nvoid randomUUID;\n",
    },
  ],
  ['a cycle', 'import-x/no-cycle', core('errors.ts', './postgres/identifiers')],
  ['a timer', 'no-restricted-globals', { path: 'nodes/core/a.ts', text: 'setTimeout(f, 1);\n' }],
  ['an interval', 'no-restricted-globals', { path: 'nodes/core/a.ts', text: 'setInterval(f);\n' }],
  ['a date', 'no-restricted-syntax', { path: 'nodes/core/a/a.ts', text: 'void new Date();\n' }],
  ['the time', 'no-restricted-properties', { path: 'nodes/core/a.ts', text: 'Date.now();\n' }],
  ['chance', 'no-restricted-properties', { path: 'nodes/core/a.ts', text: 'Math.random();\n' }],
  [
    'SQL outside its room',
    'no-restricted-properties',
    { path: 'nodes/core/sinks/a.ts', text: "void client.query('select 1');\n" },
  ],
  [
    'a drawer as a file',
    'no-restricted-syntax',
    { path: 'nodes/core/activity/utils.ts', text: 'export {};\n' },
  ],
  ['a barrel', 'no-restricted-syntax', { path: 'nodes/core/sinks/index.ts', text: 'export {};\n' }],
  [
    'a drawer as a folder',
    'no-restricted-syntax',
    { path: 'tests/helpers/rows.ts', text: 'export {};\n' },
  ],
  ['a long file', 'max-lines', { path: 'nodes/core/activity/a.ts', text: 'void 0;\n'.repeat(251) }],
  [
    'a long function',
    'max-lines-per-function',
    { path: 'stand/a.ts', text: `function f() {\n${'void 0;\n'.repeat(50)}}\nf();\n` },
  ],
  [
    'many parameters',
    '@typescript-eslint/max-params',
    { path: 'nodes/n8n/a.ts', text: 'export const f = (a, b, c, d) => [a, b, c, d];\n' },
  ],
  [
    'any',
    '@typescript-eslint/no-explicit-any',
    { path: 'tests/core/a.unit.test.ts', text: 'export const a: any = 1;\n' },
  ],
  [
    'an install script',
    '@n8n/community-nodes/no-forbidden-lifecycle-scripts',
    { path: 'package.json', text: '{ "scripts": { "postinstall": "true" } }' },
  ],
  [
    "a package without n8n's keyword",
    'n8n-nodes-base/community-package-json-keywords-without-official-tag',
    { path: 'package.json', text: '{ "keywords": ["a"] }' },
  ],
];

/** Texts that look alike and are right. */
const SOUND: ReadonlyArray<readonly [title: string, source: Source]> = [
  ['pg in the pool', core('postgres/pool.ts', 'pg')],
  ['files in the spool', core('spool/sample.ts', 'node:fs/promises')],
  ['the sink interface in delivery', core('delivery/sample.ts', '../sinks/eventSink')],
  ['the sink interface in a sink', core('sinks/spoolSink.ts', './eventSink')],
  ['ports from a nested folder', core('postgres/statements/sample.ts', '../../ports')],
  ['n8n in the n8n layer', { path: 'nodes/n8n/sample.ts', text: imports('n8n-workflow') }],
  [
    'sinks in the composition',
    { path: 'nodes/n8n/composition.ts', text: imports('../core/sinks/postgresSink') },
  ],
  [
    'a date of a given value',
    { path: 'nodes/core/activity/a.ts', text: 'export const at = (ms: number) => new Date(ms);\n' },
  ],
];

describe('the walls between rooms', () => {
  let findings: Finding[][];

  beforeAll(() => {
    findings = lint([
      ...BROKEN.map(([, , source]) => source),
      ...SOUND.map(([, source]) => source),
    ]);
  });

  test.each(BROKEN.map(([title, words], at) => ({ title, words, at })))(
    'stop $title: $words',
    ({ words, at }) => {
      const said = findings[at]?.map(({ rule, message }) => `${rule} ${message}`);
      expect(said).toContainEqual(expect.stringContaining(words));
    },
  );

  test.each(SOUND.map(([title], at) => ({ title, at: BROKEN.length + at })))(
    'let $title pass',
    ({ at }) => {
      expect(findings[at]).toEqual([]);
    },
  );
});
