import type { Client } from 'pg';

/** An index of the log, as the server describes it. */
export interface LogIndex {
  readonly name: string;
  /** The statement that makes it again, on all months. */
  readonly definition: string;
  /** Belongs to a constraint: nothing can be without it. */
  readonly isPrimary: boolean;
  /** The first column that only this index is about: not the tenant, not the id. */
  readonly column: string | null;
  /** Bytes of all months. */
  readonly bytes: number;
}

interface IndexRow extends Omit<LogIndex, 'definition'> {
  readonly definition: string;
}

/** Every index of the log, by name. */
export async function logIndexes(client: Client): Promise<LogIndex[]> {
  const { rows } = await client.query<IndexRow>(
    `select c.relname as name, pg_get_indexdef(c.oid) as definition,
       i.indisprimary as "isPrimary",
       (select a.attname
        from unnest(i.indkey::int2[]) with ordinality as key (attnum, place)
        join pg_attribute a on a.attrelid = i.indrelid and a.attnum = key.attnum
        where key.place <= i.indnkeyatts and a.attname not in ('tenant_id', 'id')
        order by key.place limit 1) as "column",
       (select sum(pg_relation_size(relid))::float8
        from pg_partition_tree(c.oid) where isleaf) as bytes
     from pg_index i join pg_class c on c.oid = i.indexrelid
     where i.indrelid = 'lead_activity_log'::regclass
     order by c.relname`,
  );
  return rows.map((row) => ({
    ...row,
    definition: row.definition.replace(' ON ONLY ', ' ON '),
  }));
}

export async function dropIndex(client: Client, { name }: LogIndex): Promise<void> {
  await client.query(`drop index "${name}"`);
}

export async function makeIndex(client: Client, { definition }: LogIndex): Promise<void> {
  await client.query(definition);
}
