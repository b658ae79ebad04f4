import { logActivityCase, portalCase } from './templates/apiCases';
import { calendlyCase } from './templates/calendlyCase';
import { describeCoverage } from './templates/coverage';
import { describeErrors, describeUnpublished, errorsOutage } from './templates/errors';
import { describeImportedAsTheyAre } from './templates/importedAsTheyAre';
import { describeOutage, expectOne, timelineOutage, webhookOutage } from './templates/outage';
import { describeScheduler, schedulerOutage } from './templates/scheduler';
import { FAILING } from './templates/failingWorkflow';
import { deliveryCase, replyCase } from './templates/smsCases';
import { describeSubworkflow, subworkflowOutage } from './templates/subworkflow';
import { TemplateWorld } from './templates/templateWorld';

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

describe('n8n', () => {
  describeImportedAsTheyAre(() => world.stand);
});

describe.each(CASES)('%s.json, imported and published by n8n itself', (_, one) => {
  it('answers 200 and writes what comes, for its lead', async () => {
    const answer = await one.deliver(world, 1);
    expect(answer).toMatchObject({ status: 200, body: { success: true, outcome: 'written' } });
    await expectOne(world, one, 1);
  });

  it('answers 200 to repeated deliveries, also at once, and writes one row', async () => {
    const first = await Promise.all([one.deliver(world, 2), one.deliver(world, 2)]);
    const later = await one.deliver(world, 2);
    expect([...first, later].map(({ status }) => status)).toEqual([200, 200, 200]);
    await expectOne(world, one, 2);
  });

  it('refuses strangers and writes nothing of theirs', async () => {
    expect(await one.deliverAsStranger(world, 3)).toMatchObject({ status: one.refusedWith });
    expect(await world.rows(one.entityId(3))).toEqual([]);
  });
});

describeSubworkflow(() => world);
describeScheduler(() => world);

describeErrors(() => world);
describeOutage(
  () => world,
  [
    ...CASES.map(([, one]) => webhookOutage(() => world, one)),
    subworkflowOutage(() => world),
    schedulerOutage(() => world),
    errorsOutage(() => world),
    timelineOutage(() => world),
  ],
);
describeCoverage(() => world);

describe('in the end', () => {
  it('no workflow has failed but the one that was made to', async () => {
    expect(await world.failed()).toEqual([FAILING]);
  });

  it.each(CASES)('%s.json answers 400 to bad input and names the field', async (_, one) => {
    expect(await one.deliverBad(world)).toMatchObject({
      status: 400,
      body: { success: false, field: one.badField },
    });
  });

  describeUnpublished(() => world);
});
