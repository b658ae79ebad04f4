const { execFileSync } = require('node:child_process');
const { rmSync } = require('node:fs');
const { dest, parallel, series, src } = require('gulp');

const run = (...parameters) =>
  execFileSync(process.execPath, parameters, { cwd: __dirname, stdio: 'inherit' });

async function clean() {
  rmSync('dist', { recursive: true, force: true });
}

async function embed() {
  run(require.resolve('tsx/cli'), 'scripts/embedMigrations.ts');
}

async function compile() {
  run(require.resolve('typescript/bin/tsc'), '--project', 'tsconfig.build.json');
}

/** Icons and codex files lie beside the nodes that name them. */
function assets() {
  return src(['{nodes,credentials}/**/*.svg', 'nodes/**/*.node.json'], {
    base: '.',
    encoding: false,
  }).pipe(dest('dist'));
}

/** For those who apply migrations with psql; the node itself carries them as strings. */
function migrations() {
  return src(['migrations/*.{sql,md}', '!migrations/schema.snapshot.sql'], {
    encoding: false,
  }).pipe(dest('dist/migrations'));
}

exports.build = series(clean, embed, parallel(compile, assets, migrations));
exports.default = exports.build;
