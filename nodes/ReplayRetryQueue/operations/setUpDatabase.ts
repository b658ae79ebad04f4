import { setUpDatabase as applyMigrations } from '../../core/setUpDatabase';
import { checked, flag } from '../../n8n/itemPanel';
import type { Outputs, Work } from './operation';

/** Creates or updates the tables, or shows the SQL that would. */
export async function setUpDatabase({ parts, panel }: Work): Promise<Outputs> {
  const dryRun = checked('Dry Run', flag, panel.value('dryRun', false));
  const { schema, clock } = parts;
  const { migrations, monthsCreated } = await applyMigrations(parts.pool, {
    ...{ schema, clock, dryRun },
  });
  if (!dryRun) parts.closeCircuit();
  return [[{ ...migrations, monthsCreated }], []];
}
