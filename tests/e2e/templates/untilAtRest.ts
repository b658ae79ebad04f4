import type { TemplateStand } from '../../../stand/templateStand';
import { eventually } from '../../support/eventually';

/** Waits until no workflow runs, and none waits to go on. */
export async function untilAtRest({ n8nDatabase }: TemplateStand): Promise<void> {
  await eventually('no workflow runs', async () => {
    const rows = await n8nDatabase.query(
      'postgres',
      `select from execution_entity where status in ('new', 'running', 'waiting')`,
    );
    return rows.length === 0;
  });
}
