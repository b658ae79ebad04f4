import { CALLER_PATH } from './subworkflowCaller';
import type { TemplateWorld } from './templateWorld';

const noteOf = (number: number, leadEmail: string) => ({
  ...{ eventType: 'NOTE_ADDED', eventId: `sub-${number}`, leadEmail },
  ...{ entityId: 'sub', messageContent: `Note ${number}` },
  timestamp: new Date(Date.UTC(2026, 0, 5, 9, 0, number)).toISOString(),
});

/** log-activity-subworkflow, called for real by another workflow. */
export function describeSubworkflow(worldOf: () => TemplateWorld): void {
  const outcomesOf = async (numbers: readonly number[]): Promise<unknown[]> => {
    const { lead } = worldOf();
    const events = numbers.map((number) => noteOf(number, lead.email));
    const { status, body } = await worldOf().post(worldOf().address(CALLER_PATH), { events });
    expect(status).toBe(200);
    return (body as { outcome: string }[]).map(({ outcome }) => outcome);
  };
  const row = (number: number) => ({
    message_content: `Note ${number}`,
    lead_id: worldOf().lead.id,
  });

  describe('log-activity-subworkflow.json', () => {
    it('gives the workflow that calls it a receipt per event, in order', async () => {
      expect(await outcomesOf([1, 2, 1])).toEqual(['written', 'written', 'duplicate']);
      expect(await worldOf().rows('sub')).toMatchObject([row(1), row(2)]);
    });

    it('lets that workflow go on while the activity database is away', async () => {
      const outcomes = await worldOf().withoutDatabase(() => outcomesOf([3, 4]));
      expect(outcomes).toEqual(['deadLettered', 'deadLettered']);
      expect(await worldOf().run('replay-retry-queue', 'Run by Hand')).toBe('success');
      expect(await worldOf().rows('sub')).toMatchObject([row(1), row(2), row(3), row(4)]);
    });
  });
}
