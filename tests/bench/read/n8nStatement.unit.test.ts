import { queryStatement, selectStatement } from './n8nStatement';

describe("the statements of n8n's Postgres node", () => {
  it('are those of its Select, with values as literals, newest first', () => {
    const where = [
      { column: 'tenant_id', condition: 'equal' as const, value: 'tenant-01' },
      { column: 'message_content', condition: 'LIKE' as const, value: "%it's%" },
    ];
    expect(selectStatement({ where, columns: ['id', 'timestamp'], limit: 50 })).toBe(
      `SELECT "id","timestamp" FROM "public"."lead_activity_log" WHERE "tenant_id" = 'tenant-01'` +
        ` AND "message_content" LIKE '%it''s%' ORDER BY "id" DESC LIMIT 50`,
    );
  });

  it('are those of its Execute Query with parameters as literals', () => {
    expect(queryStatement('select $1 limit 50 offset $2', ['a', 100])).toBe(
      `select 'a' limit 50 offset 100`,
    );
  });
});
