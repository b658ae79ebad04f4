import js from '@eslint/js';
import n8nCommunityNodes from '@n8n/eslint-plugin-community-nodes';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import n8nNodesBase from 'eslint-plugin-n8n-nodes-base';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { walls } from './eslint.walls.mjs';

const CORE = 'nodes/core/**/*.ts';
const PANEL = ['nodes/[A-Z]*/**/*.ts', 'nodes/n8n/properties/**/*.ts'];
const SCRIPTS = ['stand/**/*.ts', 'scripts/**/*.ts', 'workflows/**/*.ts'];
const TESTS = ['tests/**/*.ts'];

const budgets = (lines) => ({
  'max-lines': ['error', { max: lines, skipBlankLines: true, skipComments: false }],
  'max-lines-per-function': ['error', { max: 50, skipBlankLines: true, skipComments: true }],
  'max-params': 'off',
  '@typescript-eslint/max-params': ['error', { max: 3 }],
});

const DRAWERS = '{utils,util,helpers,helper,common,lib,misc}';

/** Rules of n8n that cannot hold for this package. */
const n8nExceptions = {
  // PostgreSQL is reached by sockets and zod guards the doors: pg and zod are needed at run time.
  '@n8n/community-nodes/no-runtime-dependencies': 'off',
  // The node takes n8n's own Postgres credential, which is what users already have.
  '@n8n/community-nodes/no-credential-reuse': 'off',
  // The same: `postgres` is not a credential of this package.
  '@n8n/community-nodes/valid-credential-references': 'off',
  // The project has no mail address of its own, and does not invent one.
  '@n8n/community-nodes/valid-author': 'off',
  // The project has no public page yet, and does not invent one.
  '@n8n/community-nodes/require-homepage': 'off',
};

const TIME_AND_CHANCE = [
  { object: 'Date', property: 'now', message: 'Take a Clock (nodes/core/ports.ts).' },
  { object: 'Math', property: 'random', message: 'Take a RandomSource.' },
];

export default defineConfig(
  globalIgnores(['dist', 'node_modules', '.stand', 'coverage', 'stand/n8n', 'stand/oldestN8n']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.{js,mjs}'],
    extends: [js.configs.recommended],
    languageOptions: {
      globals: { process: 'readonly', console: 'readonly', URL: 'readonly' },
    },
  },
  {
    files: ['*.js', 'tests/**/*.js'],
    languageOptions: {
      sourceType: 'commonjs',
      globals: { __dirname: 'readonly' },
    },
  },
  {
    files: ['**/*.ts'],
    extends: [js.configs.recommended, tseslint.configs.strictTypeChecked],
    plugins: { 'import-x': importX },
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    settings: {
      'import-x/extensions': ['.ts'],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
      'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.js', '.json'] })],
    },
    rules: {
      ...budgets(250),
      'import-x/no-cycle': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false },
      ],
      // Numbers have one obvious text.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // `return resolve(value)` is the shortest early exit of a promise's executor.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // tsc finds these, and knows about a leading underscore.
      '@typescript-eslint/no-unused-vars': 'off',
      'no-restricted-syntax': 'off',
    },
  },
  {
    files: ['nodes/**/*.ts', 'credentials/**/*.ts', 'package.json'],
    extends: [n8nCommunityNodes.configs.recommendedWithoutN8nCloudSupport],
    rules: n8nExceptions,
  },
  {
    files: [CORE],
    rules: {
      // Core knows nothing of n8n: nodes/n8n/toNodeError.ts turns its errors into n8n's.
      '@n8n/community-nodes/require-node-api-error': 'off',
      'no-restricted-globals': [
        'error',
        ...['setTimeout', 'setInterval', 'setImmediate', 'performance', 'crypto'].map((name) => ({
          name,
          message: 'Take a Clock or a RandomSource (nodes/core/ports.ts).',
        })),
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Take a Clock (nodes/core/ports.ts).' },
        { object: 'Math', property: 'random', message: 'Take a RandomSource.' },
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
          message: 'Take a Clock (nodes/core/ports.ts).',
        },
        {
          selector: 'CallExpression[callee.name="Date"]',
          message: 'Take a Clock (nodes/core/ports.ts).',
        },
      ],
    },
  },
  {
    files: [CORE],
    ignores: ['nodes/core/postgres/**'],
    rules: {
      'no-restricted-properties': [
        'error',
        ...TIME_AND_CHANCE,
        { property: 'query', message: 'Only nodes/core/postgres speaks SQL.' },
      ],
    },
  },
  {
    // Its `query` is the text that a person searches for.
    files: ['nodes/core/timeline/planFilters.ts', 'nodes/core/timeline/planSearch.ts'],
    rules: { 'no-restricted-properties': ['error', ...TIME_AND_CHANCE] },
  },
  {
    files: ['nodes/core/systemClock.ts'],
    rules: {
      'no-restricted-globals': 'off',
      'no-restricted-properties': 'off',
      'no-restricted-syntax': 'off',
    },
  },
  ...walls,
  {
    files: ['package.json'],
    plugins: { 'n8n-nodes-base': n8nNodesBase },
    languageOptions: {
      parser: tseslint.parser,
      parserOptions: { extraFileExtensions: ['.json'] },
    },
    rules: n8nNodesBase.configs.community.rules,
  },
  {
    files: ['credentials/**/*.ts'],
    plugins: { 'n8n-nodes-base': n8nNodesBase },
    rules: {
      ...n8nNodesBase.configs.credentials.rules,
      // For n8n's own pages; @n8n/community-nodes asks for a full address instead.
      'n8n-nodes-base/cred-class-field-documentation-url-miscased': 'off',
    },
  },
  {
    files: PANEL,
    plugins: { 'n8n-nodes-base': n8nNodesBase },
    rules: {
      ...n8nNodesBase.configs.nodes.rules,
      // These want the literal 'main', from before n8n-workflow had NodeConnectionTypes.
      'n8n-nodes-base/node-class-description-inputs-wrong-regular-node': 'off',
      'n8n-nodes-base/node-class-description-outputs-wrong': 'off',
      // n8n's own Postgres credential is named `postgres`.
      'n8n-nodes-base/node-class-description-credentials-name-unsuffixed': 'off',
    },
  },
  {
    files: ['nodes/LogActivity/additionalFields.ts'],
    // Visitor Token names a visitor and is no secret: it must be readable while it is mapped.
    rules: { 'n8n-nodes-base/node-param-type-options-password-missing': 'off' },
  },
  {
    files: ['nodes/ReplayRetryQueue/properties/work.ts'],
    rules: {
      // Limit is here the work of a run, not what is returned.
      'n8n-nodes-base/node-param-default-wrong-for-limit': 'off',
      'n8n-nodes-base/node-param-description-wrong-for-limit': 'off',
    },
  },
  {
    // Long by nature: what the panel shows, catalog data, what a generator wrote.
    files: [
      'nodes/**/properties*.ts',
      'nodes/**/properties/**/*.ts',
      'nodes/core/catalog/**/*.ts',
      'nodes/core/postgres/embeddedMigrations.ts',
    ],
    rules: { 'max-lines': 'off' },
  },
  {
    // The statement is one literal: its lines are SQL, not steps.
    files: ['nodes/core/postgres/statements/*.ts'],
    rules: { 'max-lines-per-function': 'off' },
  },
  {
    files: SCRIPTS,
    rules: {
      // Answers of n8n's REST API and of JSON files are checked where they are compared.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
    },
  },
  {
    files: TESTS,
    rules: {
      ...budgets(400),
      // A describe block is a list, not a function.
      'max-lines-per-function': 'off',
      // The columns of a test.each table come one by one.
      '@typescript-eslint/max-params': ['error', { max: 5 }],
      // Texts are spread to look at them code point by code point.
      '@typescript-eslint/no-misused-spread': 'off',
      // Matchers such as expect.any are typed any; a wrong guess turns the test red.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/unbound-method': 'off',
      // Fakes fulfil asynchronous ports without waiting for anything.
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: [`**/${DRAWERS}/**/*.{ts,js,mjs}`, `**/${DRAWERS}.{ts,js,mjs}`, '**/index.{ts,js,mjs}'],
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: 'Program', message: 'Name a file or folder after what it holds.' },
      ],
    },
  },
);
