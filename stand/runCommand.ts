import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

export interface Command {
  /** A program, or `npm` for the npm that belongs to this Node.js. */
  readonly program: string;
  readonly args: readonly string[];
  readonly folder: string;
  readonly environment?: NodeJS.ProcessEnv;
  /** Told every line of output. */
  readonly onLine?: (line: string) => void;
}

const KEPT_OUTPUT = 4000;

/**
 * Runs a program to its end and gives its standard output.
 * @throws Error with the end of its output when it exits with anything but 0
 */
export async function runCommand(command: Command): Promise<string> {
  const child = start(command);
  let output = '';
  let all = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      const text = chunk.toString('utf8');
      all = (all + text).slice(-KEPT_OUTPUT);
      for (const line of text.split('\n')) if (line.trim() !== '') command.onLine?.(line.trim());
    });
  }
  const [code] = (await once(child, 'close')) as [number | null];
  if (code === 0) return output;
  const call = [command.program, ...command.args].join(' ');
  throw new Error(`"${call}" ended with ${code ?? 'a signal'} in ${command.folder}:\n${all}`);
}

function start(command: Command): ChildProcess {
  const windowsNpm = process.platform === 'win32' && command.program === 'npm';
  return spawn(windowsNpm ? 'npm.cmd' : command.program, command.args, {
    cwd: command.folder,
    env: command.environment ?? process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    // Node.js starts .cmd files through the shell only; every argument here is one of our own.
    shell: windowsNpm,
  });
}
