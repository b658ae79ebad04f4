import type { INodeParameters } from 'n8n-workflow';
import {
  type LogActivityStage,
  stageLogActivity,
  type StageOptions,
  type StageRun,
} from '../logActivityNode';
import { type ReplayRun, runReplay } from '../replayNode';
import { createTestDatabase, type TestDatabase } from '../testDatabase';
import { openOutsider, type Outsider } from './outsider';
import { TcpProxy } from './tcpProxy';

/** A database, a spool folder, and a proxy on the way from Log Activity to the database. */
export interface FaultStage {
  readonly database: TestDatabase;
  readonly spoolFolder: string;
  readonly proxy: TcpProxy;
  /** Runs Log Activity through the proxy; `options.credential` can lead past it. */
  log(
    items: readonly object[],
    parameters?: INodeParameters,
    options?: StageOptions,
  ): Promise<StageRun>;
  /** Runs Replay Retry Queue, straight to the server. */
  replay(parameters?: INodeParameters): Promise<ReplayRun>;
  /** A session of its own past the proxy, ended with the stage. */
  outsider(): Promise<Outsider>;
  end(): Promise<void>;
}

/**
 * @param database by default a new one on the shared server; `end()` drops it
 */
export async function stageFault(database?: TestDatabase): Promise<FaultStage> {
  const stage: LogActivityStage = await stageLogActivity(database ?? (await createTestDatabase()));
  const { port } = stage.database.config;
  const proxy = await TcpProxy.start({ port });
  const outsiders: Outsider[] = [];
  return {
    database: stage.database,
    spoolFolder: stage.spoolFolder,
    proxy,
    log: (items, parameters = {}, options = {}) => {
      const credential = { port: proxy.port, ...options.credential };
      return stage.run(items, parameters, { ...options, credential });
    },
    replay: (parameters = {}) => {
      const { spoolFolder, database: target } = stage;
      const place = { database: target.name, spoolFolder, credential: { port } };
      return runReplay(place, parameters);
    },
    outsider: async () => {
      const outsider = await openOutsider(stage.database.connectionString);
      outsiders.push(outsider);
      return outsider;
    },
    end: async () => {
      await Promise.all(outsiders.map((outsider) => outsider.leave()));
      await proxy.end();
      await stage.end();
    },
  };
}

/** Items whose messages tell them apart. */
export function notes(word: string, count: number): { message: string }[] {
  return Array.from({ length: count }, (_, i) => ({ message: `${word} ${i + 1}` }));
}
