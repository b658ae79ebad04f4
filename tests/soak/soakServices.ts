import type { ConnectionConfig } from '../../nodes/core/postgres/connectionConfig';
import type { Clock } from '../../nodes/core/ports';
import { systemClock } from '../../nodes/core/systemClock';
import { AirtableServer } from '../../stand/services/airtableServer';
import { type PrivateServer, startPrivateServer } from '../support/faults/privateServer';
import { SlackServer } from '../../stand/services/slackServer';
import { TcpProxy } from '../support/faults/tcpProxy';
import type { TestDatabase } from '../support/testDatabase';
import { hurriedClock } from './hurriedClock';

/** Airtable's 4 requests a second become 40, and the 30 s after a 429 become 3. */
export const AIRTABLE_HASTE = 10;

/** What delivery uses beside the database and the disk. */
export interface SoakServices {
  readonly airtable: AirtableServer;
  /** Time as it passes for Airtable and those who call it. */
  readonly airtableClock: Clock;
  readonly slack: SlackServer;
  /** The second PostgreSQL, its way, and how workers reach it. */
  readonly queueServer: PrivateServer;
  readonly queueDatabase: TestDatabase;
  readonly queueProxy: TcpProxy;
  readonly queueConfig: ConnectionConfig;
  end(): Promise<void>;
}

export async function openServices(): Promise<SoakServices> {
  const airtableClock = hurriedClock(systemClock, AIRTABLE_HASTE);
  const queueServer = await startPrivateServer();
  const queueDatabase = await queueServer.createDatabase();
  const queueProxy = await TcpProxy.start({ port: queueServer.port });
  const airtable = await AirtableServer.start(airtableClock);
  const slack = await new SlackServer().start();
  const { host, port } = queueProxy;
  return {
    ...{ airtable, airtableClock, slack, queueServer, queueDatabase, queueProxy },
    queueConfig: { ...queueDatabase.config, host, port, maxConnections: 4 },
    end: async () => {
      await slack.stop();
      await airtable.stop();
      await queueProxy.end();
      await queueServer.end();
    },
  };
}
