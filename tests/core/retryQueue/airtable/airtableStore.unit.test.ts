import { AxiosHttpClient } from '../../../../nodes/core/http/axiosHttpClient';
import { AirtableStore } from '../../../../nodes/core/retryQueue/airtable/airtableStore';
import { systemClock, systemRandom } from '../../../../nodes/core/systemClock';
import { describeRetryStore } from '../../../contract/retryStore.contract';
import { AirtableServer } from '../../../support/faults/airtableServer';
import { ManualClock } from '../../../support/manualClock';
import { silentLogger } from '../../../support/silentLogger';

const http = new AxiosHttpClient(systemClock);
const servers: AirtableServer[] = [];

async function startServer(clock: ManualClock): Promise<AirtableServer> {
  const server = await AirtableServer.start(clock);
  servers.push(server);
  return server;
}

afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

describeRetryStore('airtable', async () => {
  const clock = new ManualClock(undefined, true);
  const { config } = await startServer(clock);
  const open = () =>
    new AirtableStore({ http, clock, random: systemRandom, logger: silentLogger, config });
  return { workers: [open(), open()], deadline: Number.MAX_SAFE_INTEGER };
});
