import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { type ScratchCopy, scratchCopy } from '../../scripts/scratchCopy';

interface Manifest {
  readonly name: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly n8n: { readonly nodes: readonly string[]; readonly credentials: readonly string[] };
}

const ROOT = join(__dirname, '..', '..');
const MINUTES = 60_000;
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Manifest;

/** Every file of the package must be one of these. */
const ALLOWED = [
  /^package\.json$/,
  /^(README|LICENSE|CHANGELOG)\.md$/,
  /^docs\/[a-z-]+\.md$/,
  /^dist\/credentials\/[A-Za-z]+\.credentials\.js$/,
  /^dist\/credentials\/[\w.]+\.svg$/,
  /^dist\/nodes\/[A-Z][A-Za-z]+\/([a-z]+\/)?[\w.]+\.(js|svg)$/,
  /^dist\/nodes\/[A-Z][A-Za-z]+\/[A-Za-z]+\.node\.json$/,
  /^dist\/nodes\/(n8n|core)\/([A-Za-z]+\/)*[A-Za-z]+\.js$/,
  /^dist\/migrations\/(\d{4}_[a-z_]+|grants)\.sql$/,
  /^dist\/migrations\/README\.md$/,
  /^workflows\/([a-z-]+\.json|README\.md)$/,
];

function npm(cwd: string, ...parameters: string[]): string {
  const shell = process.platform === 'win32';
  return execFileSync('npm', parameters, { cwd, shell, encoding: 'utf8', stdio: 'pipe' });
}

/** Installs the packed files as n8n would, with nothing beside them but what they declare. */
function install(copy: string, files: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'activity-log-install-'));
  const modules = join(folder, 'node_modules');
  for (const file of files) {
    const target = join(modules, manifest.name, file);
    mkdirSync(dirname(target), { recursive: true });
    cpSync(join(copy, file), target);
  }
  for (const name of Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })) {
    symlinkSync(join(ROOT, 'node_modules', name), join(modules, name), 'junction');
  }
  return folder;
}

/** Loads a class of the installed package in a process of its own, as n8n does, and tells of it. */
function load(installed: string, file: string): { name: string; icon: unknown } {
  const className = basename(file).split('.')[0] ?? '';
  const script = `
    const Loaded = require(process.argv[1])[process.argv[2]];
    const instance = new Loaded();
    const { name, icon } = instance.description ?? instance;
    process.stdout.write(JSON.stringify({ name, icon }));`;
  const path = join(installed, 'node_modules', manifest.name, file);
  const output = execFileSync(process.execPath, ['-e', script, path, className], {
    cwd: installed,
    encoding: 'utf8',
    stdio: 'pipe',
  });
  return JSON.parse(output) as { name: string; icon: unknown };
}

function iconFiles(file: string, icon: unknown): string[] {
  const icons = typeof icon === 'string' ? [icon] : Object.values(icon as Record<string, string>);
  return icons.map((name) => join(dirname(file), name.replace(/^file:/, '')).replaceAll('\\', '/'));
}

describe('the packed package', () => {
  let copy: ScratchCopy;
  let installed: string;
  let files: string[];

  beforeAll(() => {
    copy = scratchCopy();
    npm(copy.folder, 'run', 'build');
    const [packed] = JSON.parse(npm(copy.folder, 'pack', '--dry-run', '--json')) as [
      { files: Array<{ path: string }> },
    ];
    files = packed.files.map(({ path }) => path);
    installed = install(copy.folder, files);
  }, 3 * MINUTES);

  afterAll(() => {
    copy.remove();
    rmSync(installed, { recursive: true, force: true });
  });

  test('holds nothing but what a user needs', () => {
    expect(files.filter((file) => !ALLOWED.some((pattern) => pattern.test(file)))).toEqual([]);
  });

  test('holds what every user reads first', () => {
    expect(files).toEqual(
      expect.arrayContaining(['package.json', 'README.md', 'CHANGELOG.md', 'LICENSE.md']),
    );
  });

  test('holds every node with its codex file, and every credential', () => {
    const { nodes, credentials } = manifest.n8n;
    expect(nodes.length).toBeGreaterThan(0);
    expect(files).toEqual(expect.arrayContaining([...nodes, ...credentials]));
    expect(files).toEqual(
      expect.arrayContaining(nodes.map((file) => file.replace(/\.js$/, '.json'))),
    );
  });

  test('holds every migration and every workflow of the repository', () => {
    const migrations = readdirSync(join(ROOT, 'migrations')).filter((name) => /^\d{4}_/.test(name));
    const workflows = readdirSync(join(ROOT, 'workflows')).filter((name) => name.endsWith('.json'));
    expect(migrations.length).toBeGreaterThan(0);
    expect(files).toEqual(
      expect.arrayContaining(migrations.map((name) => `dist/migrations/${name}`)),
    );
    expect(files).toEqual(expect.arrayContaining(workflows.map((name) => `workflows/${name}`)));
  });

  test.each([...manifest.n8n.nodes, ...manifest.n8n.credentials])(
    'loads %s with nothing but its declared dependencies, and brings its icons',
    (file) => {
      const { name, icon } = load(installed, file);
      expect(basename(file).split('.')[0]?.toLowerCase()).toBe(name.toLowerCase());
      expect(files).toEqual(expect.arrayContaining(iconFiles(file, icon)));
    },
  );

  test('runs no script on the machine that installs it', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const hooks = ['preinstall', 'install', 'postinstall', 'prepare', 'prepack', 'postpack'];
    expect(Object.keys(scripts).filter((name) => hooks.includes(name))).toEqual([]);
  });
});
