import { AlertedWriter } from '../support/faults/alertedWriter';
import { SlackServer } from '../../stand/services/slackServer';
import { ManualClock } from '../support/manualClock';

const FIVE_MINUTES = 300_000;
const FAILURES = 1000;

let slack: SlackServer;
beforeEach(async () => {
  slack = await new SlackServer().start();
});
afterEach(() => slack.stop());

describe('a storm of failures', () => {
  it('Row 47: a storm of 1,000 failures makes two messages in five minutes, with the right counts', async () => {
    const clock = new ManualClock();
    const writer = new AlertedWriter(slack.webhookUrl, clock);
    for (let failed = 0; failed < FAILURES; failed += 1) {
      if (failed > 0) clock.advance(failed === FAILURES - 1 ? FIVE_MINUTES - 998 * 300 : 300);
      const [receipt] = await writer.log(1);
      expect(receipt?.outcome).toBe('deadLettered');
    }
    expect(slack.taken).toHaveLength(2);
    expect(slack.taken[0]).toContain('Activity log: 1 event could not be written');
    expect(slack.taken[1]).toContain('Activity log: 999 more events could not be written');
    expect(slack.taken[1]).toContain('999 events since the last message, 1000 in all');
    expect(slack.taken[1]).toContain('between 2026-03-01 08:00:00 UTC and 2026-03-01 08:05:00 UTC');
    expect(slack.taken[1]).toContain('the local spool: 999');
    expect(slack.taken.join()).not.toContain('Arlington');
    writer.isDown = false;
    clock.advance(31_000);
    await writer.log(1);
    expect(slack.taken).toHaveLength(3);
    expect(slack.taken[2]).toContain('events are written again');
    expect(slack.taken[2]).toContain('1000 in all');
    expect(writer.warnings).toEqual([]);
  });

  it('Row 47: 1,000 failures of one execution make one message that counts them all', async () => {
    const writer = new AlertedWriter(slack.webhookUrl, new ManualClock());
    await writer.log(FAILURES);
    expect(slack.taken).toHaveLength(1);
    expect(slack.taken[0]).toContain('1000 events could not be written');
  });
});
