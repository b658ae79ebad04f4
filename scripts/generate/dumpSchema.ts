import type { Queryable } from '../../nodes/core/postgres/queryable';

/** Months depend on the day: they are left out, and so are the bounds of the catch-alls. */
const SKIPPED = `c.relname !~ '^lead_activity_log_y\\d{4}m\\d{2}'`;

/** Each gives lines in the column `line`; $1 is the schema's name. */
const SECTIONS: readonly string[] = [
  `select format(E'create table %I (\\n%s\\n)%s;', c.relname,
     string_agg(format('  %I %s%s%s%s', a.attname, format_type(a.atttypid, a.atttypmod),
         case when a.attcollation <> t.typcollation then format(' collate %I', o.collname) end,
         case when a.attgenerated = 's'
           then format(' generated always as (%s) stored', pg_get_expr(d.adbin, d.adrelid))
           when d.oid is not null then ' default ' || pg_get_expr(d.adbin, d.adrelid) end,
         case when a.attnotnull then ' not null' end), E',\\n' order by a.attnum),
     case when c.relkind = 'p' then ' partition by ' || pg_get_partkeydef(c.oid)
       when c.relispartition then ' -- partition' end) as line
   from pg_class c
   join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
   join pg_type t on t.oid = a.atttypid
   left join pg_collation o on o.oid = a.attcollation
   left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
   where c.relnamespace = to_regnamespace(quote_ident($1)) and c.relkind in ('r', 'p') and ${SKIPPED}
   group by c.oid, c.relname, c.relkind, c.relispartition order by c.relname collate "C"`,
  `select format('alter table %I add constraint %I %s;', c.relname, n.conname,
     pg_get_constraintdef(n.oid)) as line
   from pg_constraint n join pg_class c on c.oid = n.conrelid
   where c.relnamespace = to_regnamespace(quote_ident($1)) and ${SKIPPED}
     and n.contype <> 'n' and n.conparentid = 0
   order by c.relname collate "C", n.conname collate "C"`,
  `select pg_get_indexdef(i.indexrelid) || ';' as line
   from pg_index i join pg_class c on c.oid = i.indrelid join pg_class x on x.oid = i.indexrelid
   where c.relnamespace = to_regnamespace(quote_ident($1)) and ${SKIPPED} and not x.relispartition
     and not exists (select from pg_constraint n where n.conindid = i.indexrelid and n.contype in ('p', 'u'))
   order by x.relname collate "C"`,
  `select pg_get_functiondef(p.oid) || ';' || case
     when has_function_privilege('public', p.oid, 'execute') then '' else E'\\n-- not for public' end as line
   from pg_proc p where p.pronamespace = to_regnamespace(quote_ident($1))
     and not exists (select from pg_depend e where e.classid = 'pg_proc'::regclass
       and e.objid = p.oid and e.deptype = 'e')
   order by p.proname collate "C", p.oid::regprocedure::text collate "C"`,
  `select pg_get_triggerdef(g.oid) || ';' as line
   from pg_trigger g join pg_class c on c.oid = g.tgrelid
   where c.relnamespace = to_regnamespace(quote_ident($1)) and ${SKIPPED}
     and not g.tgisinternal and g.tgparentid = 0
   order by c.relname collate "C", g.tgname collate "C"`,
  `select format('comment on %s is %L;', pg_describe_object(d.classoid, d.objoid, d.objsubid),
     d.description) as line
   from pg_description d join pg_class c on c.oid = d.objoid and d.classoid = 'pg_class'::regclass
   where c.relnamespace = to_regnamespace(quote_ident($1)) and ${SKIPPED}
   order by 1`,
];

/** What is in a schema, as text that is the same wherever and whenever it was set up. */
export async function dumpSchema(db: Queryable, schema: string): Promise<string> {
  const path = await db.query(
    `select quote_ident($1) as name,
    set_config('search_path', quote_ident($1), false) as path`,
    [schema],
  );
  const { name } = path.rows[0] as { name: string };
  const parts: string[] = [];
  for (const section of SECTIONS) {
    const { rows } = await db.query(section, [schema]);
    parts.push((rows as Array<{ line: string }>).map(({ line }) => line.trimEnd()).join('\n'));
  }
  // Extensions live in any schema.
  const text = `${parts.join('\n\n')}\n`
    .replaceAll(`${name}.`, '')
    .replace(/\S+\.(?=gin_trgm_ops)/g, '');
  return text.replace(/ SET search_path TO .*/g, ' SET search_path FROM CURRENT');
}
