import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { freePort } from '../../stand/freePort';
import { postgresCredential, postgresReference } from '../support/engine/postgresCredential';
import { SLACK_CHANNEL, SLACK_TOKEN, SlackServer } from '../../stand/services/slackServer';
import { type LogActivityStage, stageLogActivity, type StageRun } from '../support/logActivityNode';

/** Milliseconds of alerting that an execution may cost, and what a busy machine adds. */
const LIMIT = 3000;
const BUSY = 1500;
const ITEMS = [{ message: 'Hey Grace' }, { message: 'Hey Ada' }];

let stage: LogActivityStage;
let slack: SlackServer;
let port: number;
beforeEach(async () => {
  stage = await stageLogActivity();
  slack = await new SlackServer().start();
  port = await freePort();
});
afterEach(async () => {
  await slack.stop();
  await stage.end();
});

const byWebhook = (secretWebhookUrl = slack.webhookUrl) => ({
  sendBy: 'webhook',
  secretWebhookUrl,
});
const byToken = (botToken = SLACK_TOKEN) => ({
  ...{ sendBy: 'botToken', botToken },
  ...{ channel: SLACK_CHANNEL, apiUrl: slack.apiUrl },
});

interface TimedRun extends StageRun {
  readonly took: number;
}

/** Log Activity over a database that refuses connections. */
async function log(
  alert: 'none' | 'slack',
  credential: ICredentialDataDecryptedObject,
  items: readonly object[] = ITEMS,
): Promise<TimedRun> {
  const start = performance.now();
  const run = await stage.run(
    items,
    { alert, options: { attempts: 1 } },
    {
      node: {
        credentials: {
          ...postgresReference('db'),
          activityLogSlackApi: { id: 'slack', name: 'Alerts' },
        },
      },
      credentials: { db: postgresCredential(stage.database.name, { port }), slack: credential },
    },
  );
  return { ...run, took: performance.now() - start };
}

/** All that a workflow sees of the events, but for what differs in every execution. */
const seen = ({ receipts, deadLettered, finished }: StageRun) => ({
  receipts: receipts.map(({ outcome, keptIn, attempts, warning }) => ({
    ...{ outcome, keptIn, attempts, warning },
  })),
  deadLettered: deadLettered.length,
  error: finished.error('Log'),
});

/** Two executions alike, without alerts and with them. */
async function expectUnchanged(credential: ICredentialDataDecryptedObject): Promise<number> {
  const without = await log('none', credential);
  const withAlerts = await log('slack', credential);
  expect(seen(withAlerts)).toEqual(seen(without));
  expect(withAlerts.receipts.map(({ outcome }) => outcome)).toEqual([
    'deadLettered',
    'deadLettered',
  ]);
  return withAlerts.took - without.took;
}

describe('Slack', () => {
  it('is told of events that could not be written, without anything of them', async () => {
    await log('slack', byWebhook());
    expect(slack.taken).toHaveLength(1);
    expect(slack.taken[0]).toContain('2 events could not be written');
    expect(slack.taken[0]).toContain('the local spool: 2');
    expect(slack.taken[0]).not.toMatch(/Grace|Ada|127\.0\.0\.1/);
  });

  it('Row 46: a Slack that is down changes neither outcome nor receipts nor time', async () => {
    const nobody = `http://127.0.0.1:${await freePort()}/services/secret`;
    expect(await expectUnchanged(byWebhook(nobody))).toBeLessThan(BUSY);
  });

  it('Row 46: a Slack that hangs costs 3 seconds at most, and the alert goes out later', async () => {
    slack.answers.push({ kind: 'hang' });
    expect(await expectUnchanged(byWebhook())).toBeLessThan(LIMIT + BUSY);
    expect(slack.taken).toEqual([]);
    await log('slack', byWebhook(), [{}]);
    expect(slack.taken).toHaveLength(1);
    expect(slack.taken[0]).toContain('3 events could not be written');
  });

  it('Row 46: a Slack that resets the connection changes nothing', async () => {
    slack.answers.push({ kind: 'reset' });
    expect(await expectUnchanged(byWebhook())).toBeLessThan(BUSY);
    expect(slack.messages).toHaveLength(1);
  });

  it('Row 46: ok:false with HTTP 200 is a failure, and the alert stays due with its counts', async () => {
    slack.answers.push({ kind: 'refuse', error: 'not_in_channel' });
    expect(await expectUnchanged(byToken())).toBeLessThan(BUSY);
    await log('slack', byToken(), [{}, {}, {}]);
    expect(slack.taken).toHaveLength(1);
    expect(slack.taken[0]).toContain('5 events could not be written');
    expect(slack.messages.at(-1)?.channel).toBe(SLACK_CHANNEL);
  });

  it('Row 46: a wrong token changes nothing', async () => {
    expect(await expectUnchanged(byToken('xoxb-2-wrong'))).toBeLessThan(BUSY);
    expect(slack.messages).toEqual([]);
  });

  it('Row 46: 429 with Retry-After is honoured: nothing is sent before, and no count is lost', async () => {
    slack.answers.push({ kind: 'tooFast', retryAfter: '4' });
    await log('slack', byWebhook(), [{}]);
    const refused = slack.messages[0]?.at ?? 0;
    const { took } = await log('slack', byWebhook(), [{}]);
    expect(took).toBeLessThan(BUSY);
    expect(slack.messages).toHaveLength(1);
    // From here on the pause ends within the time limit of alerting: the next call waits for it.
    await new Promise((resolve) => setTimeout(resolve, refused + 2000 - performance.now()));
    await log('slack', byWebhook(), [{}]);
    const sent = slack.messages[1];
    expect(sent?.taken).toBe(true);
    expect((sent?.at ?? 0) - refused).toBeGreaterThanOrEqual(4000);
    expect(sent?.text).toContain('3 events could not be written');
  });
});
