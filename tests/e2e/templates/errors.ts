import { eventually } from '../../support/eventually';
import { FAILING } from './failingWorkflow';
import type { OutagePart } from './outage';
import type { TemplateWorld } from './templateWorld';

/** Of the failures, as the template names it: the workflow and its node. */
const PLACE = `n8n:${FAILING}:Break`;

/** Lets the workflow of a user fail, which n8n answers before it has run. */
async function fail(world: TemplateWorld, reason: string): Promise<void> {
  const { status } = await world.post(world.address(FAILING), { reason });
  expect(status).toBe(200);
}

const told = ({ services }: TemplateWorld): string[] =>
  services.slack.taken.filter((text) => text.includes('Fails when called'));

const rowOf = (reason: string) => ({
  event_type: 'workflow.execution_failed',
  metadata: { workflow_id: FAILING, failed_node: 'Break', error_message: reason },
});

/** Waits until the error workflow has run as often as the other has failed. */
async function handled(world: TemplateWorld, failures: number): Promise<void> {
  await eventually('the error workflow has run', async () => {
    const runs = await world.stand.n8nDatabase.query(
      'postgres',
      `select from execution_entity where "workflowId" = 'workflow-errors' and status = 'success'`,
    );
    return runs.length === failures;
  });
}

export function describeErrors(worldOf: () => TemplateWorld): void {
  describe('workflow-errors.json', () => {
    it('logs every failure of a workflow that names it, and tells Slack of the first', async () => {
      const world = worldOf();
      await fail(world, 'One');
      await handled(world, 1);
      await fail(world, 'Two');
      await handled(world, 2);
      expect(await world.rows(PLACE)).toMatchObject([rowOf('One'), rowOf('Two')]);
      expect(told(world)).toHaveLength(1);
    });
  });
}

export function errorsOutage(worldOf: () => TemplateWorld): OutagePart {
  return {
    title: 'workflow-errors.json tells Slack at once, and its event is written once afterwards',
    during: async () => {
      await fail(worldOf(), 'Three');
      await handled(worldOf(), 3);
      expect(told(worldOf())).toHaveLength(2);
    },
    after: async () => {
      const rows = await worldOf().rows(PLACE);
      expect(rows).toMatchObject([rowOf('One'), rowOf('Two'), rowOf('Three')]);
    },
  };
}
