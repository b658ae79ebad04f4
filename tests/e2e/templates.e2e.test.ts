import { readTemplate } from '../workflows/readTemplate';
import { logActivityCase, portalCase } from './templates/apiCases';
import { calendlyCase } from './templates/calendlyCase';
import { describeScheduler } from './templates/scheduler';
import { deliveryCase, replyCase } from './templates/smsCases';
import { describeSubworkflow } from './templates/subworkflow';
import { TemplateWorld } from './templates/templateWorld';
import type { WebhookCase } from './templates/webhookCase';

let world: TemplateWorld;
let close: () => Promise<void> = () => Promise.resolve();
beforeAll(async () => {
  world = await TemplateWorld.open();
  close = () => world.close();
  // The limit of Airtable is for the campaign; here tests follow each other too fast for it.
  world.services.airtable.requestsPerSecond = Infinity;
});
afterAll(() => close());

const CASES = [logActivityCase, portalCase, deliveryCase, replyCase, calendlyCase].map(
  (one) => [one.template, one] as const,
);

/** The event must be there once, for the lead. */
async function expectOne(one: WebhookCase, number: number): Promise<void> {
  const row = { ...one.row(number), lead_id: world.lead.id };
  expect(await world.rows(one.entityId(number))).toMatchObject([row]);
}

describe.each(CASES)('%s.json, imported and published by n8n itself', (_, one) => {
  it('answers 200 and writes what comes, for its lead', async () => {
    const answer = await one.deliver(world, 1);
    expect(answer).toMatchObject({ status: 200, body: { success: true, outcome: 'written' } });
    await expectOne(one, 1);
  });

  it('answers 200 to repeated deliveries, also at once, and writes one row', async () => {
    const first = await Promise.all([one.deliver(world, 2), one.deliver(world, 2)]);
    const later = await one.deliver(world, 2);
    expect([...first, later].map(({ status }) => status)).toEqual([200, 200, 200]);
    await expectOne(one, 2);
  });

  it('refuses strangers and writes nothing of theirs', async () => {
    expect(await one.deliverAsStranger(world, 3)).toMatchObject({ status: one.refusedWith });
    expect(await world.rows(one.entityId(3))).toEqual([]);
  });
});

describeSubworkflow(() => world);
describeScheduler(() => world);

describe('while the activity database is away', () => {
  const kept = { status: 200, body: { success: true, outcome: 'deadLettered' } };
  const timeline = (): string => {
    const { webhookId } = readTemplate('timeline-api').nodes.find((node) => node.webhookId) ?? {};
    return world.address(`${webhookId}/leads/${world.lead.id}/activity?limit=2`);
  };

  it('every webhook answers 200, nobody else waits in vain, and the replay writes each event once', async () => {
    const answers = await world.withoutDatabase(async () => ({
      webhooks: await Promise.all(CASES.map(([, one]) => one.deliver(world, 4))),
      again: await Promise.all(CASES.map(([, one]) => one.deliver(world, 4))),
      timeline: await world.get(timeline()),
    }));
    expect(answers).toMatchObject({
      webhooks: CASES.map(() => kept),
      again: CASES.map(() => kept),
      timeline: { status: 500 },
    });
    expect(await world.run('replay-retry-queue', 'Every 15 Minutes')).toBe('success');
    for (const [, one] of CASES) await expectOne(one, 4);
    expect(await world.get(timeline())).toMatchObject({
      status: 200,
      body: { timeline: [{}, {}], previousCursor: null },
    });
  });
});

describe('in the end', () => {
  it('no execution has failed', async () => {
    expect(await world.failures()).toEqual([]);
  });

  it.each(CASES)('%s.json answers 400 to bad input and names the field', async (_, one) => {
    expect(await one.deliverBad(world)).toMatchObject({
      status: 400,
      body: { success: false, field: one.badField },
    });
  });
});
