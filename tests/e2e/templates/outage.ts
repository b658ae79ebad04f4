import { readTemplate } from '../../workflows/readTemplate';
import type { TemplateWorld } from './templateWorld';
import type { WebhookCase } from './webhookCase';

/** What a template does while the activity database is away, and what is there in the end. */
export interface OutagePart {
  /** A sentence about both. */
  readonly title: string;
  readonly before?: () => Promise<void>;
  readonly during: () => Promise<void>;
  readonly after: () => Promise<void>;
}

/** One outage for all, with everything at once in it, and one replay. */
export function describeOutage(worldOf: () => TemplateWorld, parts: readonly OutagePart[]): void {
  describe('while the activity database is away', () => {
    let results: readonly PromiseSettledResult<void>[] = [];
    beforeAll(async () => {
      for (const { before } of parts) await before?.();
      // Each tells of its own trouble, and the database stays away until the last has ended.
      const all = () => Promise.allSettled(parts.map(({ during }) => during()));
      results = await worldOf().withoutDatabase(all);
    });

    it('is over, and the replay template ends well', async () => {
      expect(await worldOf().run('replay-retry-queue', 'Every 15 Minutes')).toBe('success');
    });

    it.each(parts.map((part, i) => [part.title, part, i] as const))('%s', async (_, part, i) => {
      const result = results[i];
      if (result?.status === 'rejected') throw result.reason;
      await part.after();
    });
  });
}

/** The event must be there once, for the lead. */
export async function expectOne(
  world: TemplateWorld,
  one: WebhookCase,
  number: number,
): Promise<void> {
  const row = { ...one.row(number), lead_id: world.lead.id };
  expect(await world.rows(one.entityId(number))).toMatchObject([row]);
}

const DELIVERY = 4;

/** A webhook that is called twice during the outage. */
export function webhookOutage(worldOf: () => TemplateWorld, one: WebhookCase): OutagePart {
  const kept = { status: 200, body: { success: true, outcome: 'deadLettered' } };
  return {
    title: `${one.template}.json answers 200, and its event is written once afterwards`,
    during: async () => {
      const first = await one.deliver(worldOf(), DELIVERY);
      const again = await one.deliver(worldOf(), DELIVERY);
      expect([first, again]).toMatchObject([kept, kept]);
    },
    after: () => expectOne(worldOf(), one, DELIVERY),
  };
}

/** Who asks for a timeline gets a clear answer. */
export function timelineOutage(worldOf: () => TemplateWorld): OutagePart {
  const ask = () => {
    const { webhookId } = readTemplate('timeline-api').nodes.find((node) => node.webhookId) ?? {};
    const { lead } = worldOf();
    return worldOf().get(worldOf().address(`${webhookId}/leads/${lead.id}/activity?limit=2`));
  };
  return {
    title: 'timeline-api.json answers 500 with the reason, and reads all of it afterwards',
    during: async () => {
      const error = expect.stringContaining('PostgreSQL') as string;
      expect(await ask()).toEqual({ status: 500, body: { error } });
    },
    after: async () => {
      const body = { timeline: [{}, {}], previousCursor: null };
      expect(await ask()).toMatchObject({ status: 200, body });
    },
  };
}
