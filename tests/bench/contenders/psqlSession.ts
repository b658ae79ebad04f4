import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { findPsql } from '../../support/psql';

/** A psql that is already connected, so that starting it costs nothing. */
export interface PsqlSession {
  /**
   * Runs a command and waits until it is done.
   * @throws Error with what psql wrote to standard error when it ends instead
   */
  run(command: string): Promise<void>;
  end(): Promise<void>;
}

const DONE = 'copied';

/** @returns undefined where there is no psql */
export function psqlSession(connectionString: string): PsqlSession | undefined {
  const program = findPsql();
  if (program === undefined) return undefined;
  const psql = spawn(program, ['-X', '-q', '-v', 'ON_ERROR_STOP=1', connectionString]);
  return {
    run: (command) => answered(psql, `${command}\n\\echo ${DONE}\n`),
    end: async () => {
      const exited = once(psql, 'exit');
      psql.stdin.end();
      await exited;
    },
  };
}

async function answered(psql: ChildProcessWithoutNullStreams, commands: string): Promise<void> {
  let refused = '';
  const collect = (chunk: Buffer) => void (refused += chunk.toString());
  psql.stderr.on('data', collect);
  try {
    await new Promise<void>((resolve, reject) => {
      const fail = () => reject(new Error(`psql ended: ${refused}`));
      psql.once('exit', fail);
      const listen = (chunk: Buffer) => {
        if (!chunk.toString().includes(DONE)) return;
        psql.off('exit', fail);
        psql.stdout.off('data', listen);
        resolve();
      };
      psql.stdout.on('data', listen);
      psql.stdin.write(commands);
    });
  } finally {
    psql.stderr.off('data', collect);
  }
}
