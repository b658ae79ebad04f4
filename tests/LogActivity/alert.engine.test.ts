import { freePort } from '../../stand/freePort';
import { SlackServer } from '../../stand/services/slackServer';
import { type LogActivityStage, stageLogActivity } from '../support/logActivityNode';
import { runReplay } from '../support/replayNode';
import { slackService } from '../support/services';

let stage: LogActivityStage;
let slack: SlackServer;
beforeEach(async () => {
  stage = await stageLogActivity();
  slack = await new SlackServer().start();
});
afterEach(async () => {
  await slack.stop();
  await stage.end();
});

const log = (items: readonly object[], credential = {}) =>
  stage.run(
    items,
    { alert: 'slack', options: { attempts: 1 } },
    { credential, services: slackService(slack) },
  );
const replay = () =>
  runReplay(
    {
      database: stage.database.name,
      spoolFolder: stage.spoolFolder,
      services: slackService(slack),
    },
    { alert: 'slack' },
  );

describe('Alert: Slack', () => {
  it('says nothing when everything is written', async () => {
    expect((await log([{}, {}])).receipts[0]).toMatchObject({ outcome: 'written' });
    expect(slack.messages).toEqual([]);
  });

  it('tells of an outage once, and that it is over once Replay has written what waited', async () => {
    const credential = { port: await freePort() };
    await log([{ message: 'Hey Grace' }, {}, {}], credential);
    await log([{}], credential);
    expect(slack.taken).toHaveLength(1);
    expect(slack.taken[0]).toContain('3 events could not be written');
    expect(slack.taken[0]).not.toContain('Grace');
    expect((await replay()).summary).toMatchObject({ replayed: 4, remaining: 0 });
    expect(slack.taken).toHaveLength(2);
    expect(slack.taken[1]).toContain('events are written again');
    await replay();
    expect(slack.taken).toHaveLength(2);
  });

  it('tells of an event that a person must look at', async () => {
    await log([{ type: 'NO_SUCH_TYPE' }]);
    expect(slack.taken).toHaveLength(1);
    expect(slack.taken[0]).toContain('1 event could not be written');
  });
});

describe('Alert: None', () => {
  it('tells nobody, even when a Slack credential was once chosen', async () => {
    const credential = { port: await freePort() };
    const options = { attempts: 1 };
    const services = slackService(slack);
    await stage.run([{}], { alert: 'none', options }, { credential, services });
    expect(slack.messages).toEqual([]);
  });
});
