/**
 * Who may import whom, as CONTRIBUTING.md draws it. Every folder of nodes/ gets one
 * no-restricted-imports list, because a later list for the same file would replace an earlier one.
 */

/** Free for every room: they know nothing themselves. */
const FOUNDATION = ['ports', 'errors', 'json', 'untilDeadline', 'writeFailure'];
const EVENTS = ['activity/*', 'catalog/*'];

/** What a room of core may import besides itself and the foundation, as paths below nodes/core. */
const ROOMS = {
  catalog: [],
  activity: ['catalog/*'],
  // The storage rooms implement what these rooms describe.
  postgres: [
    ...EVENTS,
    'retryQueue/*',
    'timeline/timelineEvent',
    'timeline/planTimeline',
    'timeline/eventFilters',
    'timeline/idRange',
    'timeline/searchRequest',
    'timeline/searchOrder',
    'timeline/searchPage',
    'timeline/summary',
    'timeline/exportRequest',
  ],
  http: [],
  spool: [...EVENTS, 'retryQueue/*'],
  timeline: EVENTS,
  reading: [...EVENTS, 'postgres/*', 'timeline/*'],
  alerts: [
    ...EVENTS,
    'http/*',
    'retryQueue/queueEntry',
    'retryQueue/retryStore',
    'retryQueue/entryKey',
  ],
  delivery: [
    ...EVENTS,
    'sinks/eventSink',
    'retryQueue/queueEntry',
    'retryQueue/retryStore',
    'retryQueue/entryKey',
  ],
  sinks: [...EVENTS, 'postgres/*', 'retryQueue/queueEntry', 'retryQueue/retryStore', 'http/*'],
  retryQueue: [...EVENTS, 'delivery/backoff', 'sinks/eventSink', 'postgres/*', 'spool/*', 'http/*'],
  replay: [...EVENTS, 'retryQueue/*', 'sinks/eventSink', 'alerts/deliveryReport'],
  repair: [...EVENTS, 'retryQueue/*'],
};

/** Deepest nesting of folders inside a room. */
const DEPTHS = [1, 2];

/** Packages with one door each. */
const DOORS = {
  n8n: {
    regex: '^n8n-(workflow|core|nodes-base)($|/)',
    message: 'Core runs without n8n: nodes/n8n is the lowest place that may import it.',
  },
  pg: {
    regex: '^pg($|[/-])',
    message: 'pg is opened in pool.ts and copyOut.ts of nodes/core/postgres alone.',
  },
  axios: { regex: '^axios($|/)', message: 'axios is opened in nodes/core/http alone.' },
  fs: {
    regex: '^(node:)?fs($|/)',
    message: 'Files are touched in nodes/core/spool alone.',
  },
  time: {
    regex: '^(node:)?(timers|perf_hooks)($|/)',
    message: 'Take a Clock: nodes/core/systemClock.ts is the only one with a timer.',
  },
};

const RANDOM = ['crypto', 'node:crypto'].map((name) => ({
  name,
  importNames: ['randomBytes', 'randomFillSync', 'randomInt', 'randomUUID', 'webcrypto'],
  message: 'Take a RandomSource: nodes/core/systemClock.ts has the only one.',
}));

const doorsExcept = (...open) =>
  Object.entries(DOORS)
    .filter(([name]) => !open.includes(name))
    .map(([, door]) => door);

const config = (files, patterns, { ignores = [], paths = RANDOM } = {}) => ({
  files,
  ignores,
  rules: {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      { paths, patterns: patterns.map((pattern) => ({ ...pattern, caseSensitive: true })) },
    ],
  },
});

/** The regular expression of everything above a folder that is `depth` levels below core. */
const outsideOf = (depth, allowed) => {
  const names = allowed.map((path) => path.replace('/*', '/.+')).join('|');
  return `^${'\\.\\./'.repeat(depth)}(?!(${names})$)`;
};

const PLAIN_PATHS = {
  regex: '^\\.\\.?/.*/\\.\\.(/|$)|/\\./|//',
  message: 'Write the shortest relative path, so that the walls can read it.',
};

const roomRule = (room, { depth, allowed }) => ({
  regex: outsideOf(depth, [...FOUNDATION, ...allowed, `${room}/.+`]),
  message: `The room ${room} may import ${[...FOUNDATION, ...allowed].join(', ')} and itself only.`,
});

function roomConfigs(room, allowed) {
  const open = { http: ['axios'], spool: ['fs'] }[room] ?? [];
  return DEPTHS.map((depth) => {
    const patterns = [...doorsExcept(...open), PLAIN_PATHS, roomRule(room, { depth, allowed })];
    if (room === 'sinks') patterns.push(siblingSinks(depth));
    return config([`nodes/core/${room}/${'*/'.repeat(depth - 1)}*.ts`], patterns);
  });
}

/** Where parts are wired: connections are opened in the registry and by the *Test* button. */
const WIRING = [
  'composition',
  'composeBase',
  'composeStores',
  'poolRegistry',
  'processState',
  'testPostgresCredential',
].map((name) => `nodes/n8n/${name}.ts`);

/** Quoting a schema's name is no part to wire, but the airlock in front of all SQL. */
const PARTS =
  '^(\\.\\./)+core/(?!postgres/identifiers$)(sinks|spool|postgres|retryQueue|replay|repair|http|alerts)/';

/** Sinks do not know each other; the list of them (openSink) is not a sink. */
const siblingSinks = (depth) => ({
  regex: `^\\.${depth === 1 ? '' : '\\.'}/.*Sink$(?<!/eventSink)`,
  message: 'A sink never imports another sink: delivery chains them.',
});

const OTHER_NODES = {
  regex: '^(\\.\\./)+[A-Z][A-Za-z]+/',
  message: 'A node never imports another node: share it in nodes/n8n or core.',
};

const NODES_GROUP = 'nodes/[A-Z]*/**/*.ts';

export const walls = [
  ...Object.entries(ROOMS).flatMap(([room, allowed]) => roomConfigs(room, allowed)),
  // Doors of pg, inside the walls of their room all the same.
  config(
    ['nodes/core/postgres/pool.ts', 'nodes/core/postgres/copyOut.ts'],
    [
      ...doorsExcept('pg'),
      PLAIN_PATHS,
      roomRule('postgres', { depth: 1, allowed: ROOMS.postgres }),
    ],
  ),
  config(['nodes/core/sinks/openSink.ts'], [...doorsExcept(), PLAIN_PATHS]),
  // Use cases know every room; ports, errors and json know none.
  config(
    ['nodes/core/*.ts'],
    [
      ...doorsExcept(),
      PLAIN_PATHS,
      { regex: '^\\.\\./', message: 'Core knows neither n8n nor nodes.' },
    ],
    { ignores: ['nodes/core/systemClock.ts'] },
  ),
  config(
    FOUNDATION.map((name) => `nodes/core/${name}.ts`),
    [
      ...doorsExcept(),
      { regex: '^\\.(?!/(json|ports)$)', message: 'The foundation of core imports nothing.' },
    ],
  ),
  config(
    ['nodes/core/systemClock.ts'],
    [...doorsExcept('time'), { regex: '^\\.(?!/ports$)', message: 'The clock knows ports only.' }],
    { paths: [] },
  ),
  config(
    ['nodes/n8n/**/*.ts'],
    [
      ...doorsExcept('n8n', 'time'),
      PLAIN_PATHS,
      OTHER_NODES,
      {
        regex: PARTS,
        message: 'Parts are wired in nodes/n8n/comp*.ts alone.',
        allowTypeImports: true,
      },
    ],
    { ignores: WIRING },
  ),
  config(WIRING, [...doorsExcept('n8n', 'time'), PLAIN_PATHS, OTHER_NODES]),
  config(
    [NODES_GROUP],
    [
      ...doorsExcept('n8n'),
      PLAIN_PATHS,
      OTHER_NODES,
      {
        regex: PARTS,
        message: 'A node asks a use case; parts are wired in nodes/n8n/comp*.ts.',
        allowTypeImports: true,
      },
    ],
  ),
  config(['credentials/**/*.ts'], doorsExcept('n8n')),
];
