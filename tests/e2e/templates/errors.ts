import { eventually } from '../../support/eventually';
import { FAILING } from './failingWorkflow';
import type { OutagePart } from './outage';
import type { TemplateWorld } from './templateWorld';
import { untilAtRest } from './untilAtRest';

const TEMPLATE = 'workflow-errors';
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
  const isHandled = async () => (await runsOf(world, TEMPLATE, 'success')) === failures;
  await eventually('the error workflow has run', isHandled);
}

async function runsOf(
  { stand }: TemplateWorld,
  workflow: string,
  status: 'success' | 'error',
): Promise<number> {
  const runs = await stand.n8nDatabase.query(
    'postgres',
    'select from execution_entity where "workflowId" = $1 and status = $2',
    [workflow, status],
  );
  return runs.length;
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

/** Comes last: the error workflow stays unpublished. */
export function describeUnpublished(worldOf: () => TemplateWorld): void {
  it('is told of nothing once the error workflow is unpublished', async () => {
    const world = worldOf();
    const before = await runsOf(world, TEMPLATE, 'success');
    await world.stand.api.unpublishWorkflow(TEMPLATE);
    // The second ends after whatever the first has started.
    for (const reason of ['Four', 'Five']) {
      const failures = await runsOf(world, FAILING, 'error');
      await fail(world, reason);
      const hasFailed = async () => (await runsOf(world, FAILING, 'error')) > failures;
      await eventually('the workflow of the user has failed', hasFailed);
    }
    await untilAtRest(world.stand);
    expect(await runsOf(world, TEMPLATE, 'success')).toBe(before);
    const rows = await world.rows(PLACE);
    expect(rows).toMatchObject([rowOf('One'), rowOf('Two'), rowOf('Three')]);
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
