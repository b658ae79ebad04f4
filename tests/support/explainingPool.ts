import { z } from 'zod';
import type { PostgresPool } from '../../nodes/core/postgres/pool';
import type { PlanNode } from './planNodes';
import { wrappedPool } from './wrappedPool';

const answerSchema = z.tuple([
  z.object({ 'QUERY PLAN': z.tuple([z.object({ Plan: z.custom<PlanNode>() })]) }),
]);

/** A pool that puts the plan of every statement on the log into `plans`. */
export function explainingPool(pool: PostgresPool, plans: PlanNode[]): PostgresPool {
  return wrappedPool(pool, async (client, text, values) => {
    if (text.includes('lead_activity_log')) {
      const { rows } = await client.query(`explain (analyze, format json) ${text}`, values);
      plans.push(answerSchema.parse(rows)[0]['QUERY PLAN'][0].Plan);
    }
    return client.query(text, values);
  });
}
