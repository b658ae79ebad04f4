import { z } from 'zod';
import type { EmbeddedServer } from './embeddedPostgres';

const WITHIN_MS = 120_000;
const PAUSE_MS = 200;
const NOT_WELL = ['failed', 'partial_success'];

const rowSchema = z.object({
  workflowId: z.string(),
  /** Of n8n's newest attempt to run it: pending, in_progress, completed, …; null: none yet. */
  status: z.string().nullable(),
  errorMessage: z.string().nullable(),
});

/**
 * Waits until a started n8n runs all that was published while it was down: its start only puts
 * them on a list, which it works off while it answers already.
 * @throws Error naming a workflow that n8n cannot run, with n8n's reason
 */
export async function untilPublished(n8nDatabase: EmbeddedServer): Promise<void> {
  const deadline = Date.now() + WITHIN_MS;
  while (Date.now() < deadline) {
    const open = await notYetRun(n8nDatabase);
    const failed = open.find(({ status }) => NOT_WELL.includes(status ?? ''));
    if (failed !== undefined) {
      throw new Error(`n8n cannot run ${failed.workflowId}: ${failed.errorMessage ?? 'no reason'}`);
    }
    if (open.length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  throw new Error(`n8n did not run what is published within ${WITHIN_MS / 1000} s.`);
}

async function notYetRun(n8nDatabase: EmbeddedServer): Promise<z.infer<typeof rowSchema>[]> {
  const rows = await n8nDatabase.query(
    'postgres',
    `select w.id as "workflowId", attempt.status, attempt."errorMessage"
     from workflow_entity w
     left join lateral (
       select o.status, o."errorMessage", o."publishedVersionId"
       from workflow_publication_outbox o where o."workflowId" = w.id order by o.id desc limit 1
     ) attempt on true
     where w."activeVersionId" is not null
       and (attempt.status is distinct from 'completed'
            or attempt."publishedVersionId" <> w."activeVersionId")`,
  );
  return z.array(rowSchema).parse(rows);
}
