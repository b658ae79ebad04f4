import type { OutagePart } from './outage';
import { CALLER_PATH } from './subworkflowCaller';
import type { TemplateWorld } from './templateWorld';

const noteOf = (number: number, leadEmail: string) => ({
  ...{ eventType: 'NOTE_ADDED', eventId: `sub-${number}`, leadEmail },
  ...{ entityId: 'sub', messageContent: `Note ${number}` },
  timestamp: new Date(Date.UTC(2026, 0, 5, 9, 0, number)).toISOString(),
});

/** Lets another workflow log notes by calling the sub-workflow; gives their outcomes. */
async function outcomesOf(world: TemplateWorld, numbers: readonly number[]): Promise<unknown[]> {
  const events = numbers.map((number) => noteOf(number, world.lead.email));
  const { status, body } = await world.post(world.address(CALLER_PATH), { events });
  expect(status).toBe(200);
  return (body as { outcome: string }[]).map(({ outcome }) => outcome);
}

async function expectNotes(world: TemplateWorld, numbers: readonly number[]): Promise<void> {
  const row = (number: number) => ({
    message_content: `Note ${number}`,
    lead_id: world.lead.id,
  });
  expect(await world.rows('sub')).toMatchObject(numbers.map(row));
}

export function describeSubworkflow(worldOf: () => TemplateWorld): void {
  describe('log-activity-subworkflow.json', () => {
    it('gives the workflow that calls it a receipt per event, in order', async () => {
      const outcomes = await outcomesOf(worldOf(), [1, 2, 1]);
      expect(outcomes).toEqual(['written', 'written', 'duplicate']);
      await expectNotes(worldOf(), [1, 2]);
    });
  });
}

export function subworkflowOutage(worldOf: () => TemplateWorld): OutagePart {
  return {
    title: 'log-activity-subworkflow.json lets its caller go on, and its events are written',
    during: async () => {
      const outcomes = await outcomesOf(worldOf(), [3, 4]);
      expect(outcomes).toEqual(['deadLettered', 'deadLettered']);
    },
    after: () => expectNotes(worldOf(), [1, 2, 3, 4]),
  };
}
