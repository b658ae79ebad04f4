-- What the log is read with: timelines whose plans are kept, and the search for leads.
\set ON_ERROR_STOP on
begin;
select set_config('activity_log.schema', :'schema', true);
select pg_advisory_xact_lock(hashtextextended('activity_log_migration ' || :'schema', 0));
set local search_path to :"schema", pg_temp;
set local client_min_messages to warning;
select start_activity_log_migration(8, 'reading');

-- What waits for a lock holds up everybody who comes after it.
set local lock_timeout to '10s';

-- What a summary counts by comes with the index, so that counting leaves the table alone. It takes
-- the place of the old index at the end: that keeps readers out, so it must not last. The log comes
-- before leads, as when events are written.
create index lead_activity_log_type_new_idx on lead_activity_log (tenant_id, event_type, id desc)
  include (event_category, source, lead_id);

-- Never true, and said to cost a fortune. A plan that serves whatever values come cannot go by
-- their statistics, and may read a whole tenant by the key for a handful of rows. A clause
-- "x is not null or activity_wrong_index(id)" follows from the predicate of the partial index on x,
-- so that a scan of that index leaves it out, and every other way to the rows is priced out.
create function activity_wrong_index(p_id uuid)
returns boolean
language plpgsql
immutable parallel safe
cost 1000000
as $$
begin
  return false;
end
$$;

-- The timelines. Planning a read over all months takes longer than reading: so each is a function,
-- whose plan the connection keeps, and which skips the months outside the range of ids when it runs.
-- A month that was empty when the plan was made is read by its index all the same.
-- Each returns the p_limit newest events from p_from on and below p_below, newest first, or
-- with p_backwards the oldest of them, oldest first. A list that is null narrows nothing.
do $do$
declare
  v_subject  record;
  -- 1: which events, 2: the column of the index, 3: order.
  v_scan     constant text := $$
      select log.* from lead_activity_log log
      where log.tenant_id = p_tenant and %1$s
        and (log.%2$I is not null or activity_wrong_index(log.id))
        and log.id >= p_from and log.id < p_below
        and coalesce(log.event_type = any (p_types), true)
        and coalesce(log.event_category = any (p_categories), true)
        and coalesce(log.source = any (p_sources), true)
      order by log.id %3$s
      limit p_limit$$;
  -- An event that is not linked yet is found by its Airtable id, else by its email.
  v_lead     constant text := $$
    select merged.* from (
      select e.* from unnest(p_lead_ids) as lead (id) cross join lateral (%1$s
      ) e
      union all
      select e.* from unnest(p_airtable_ids) as lead (airtable_id) cross join lateral (%2$s
      ) e
      union all
      select e.* from unnest(p_emails) as lead (email) cross join lateral (%3$s
      ) e
    ) merged
    order by merged.id %4$s
    limit p_limit$$;
  v_lead_of  constant text[] := array[
    'log.lead_id = lead.id',
    'log.lead_id is null and log.lead_airtable_id = lead.airtable_id',
    'log.lead_id is null and log.lead_email = lead.email
        and coalesce(log.lead_airtable_id <> all (p_airtable_ids), true)'];
  -- 1: name, 2: parameters of the subject, 3: oldest first, 4: newest first.
  v_function constant text := $$
create function activity_timeline_of_%1$s(
  p_tenant text, %2$s, p_from uuid, p_below uuid,
  p_types text[], p_categories text[], p_sources text[], p_backwards boolean, p_limit integer
)
returns setof lead_activity_log
language plpgsql
stable
rows 50
set search_path from current
set plan_cache_mode to force_generic_plan
set enable_seqscan to off
set jit to off
as $function$
begin
  if p_backwards then
    return query%3$s;
  else
    return query%4$s;
  end if;
end
$function$
$$;
begin
  for v_subject in
    select name, parameters,
           max(query) filter (where direction = 'asc') as backwards,
           max(query) filter (where direction = 'desc') as forwards
    from (values ('asc'), ('desc')) as orders (direction)
    cross join lateral (
      select 'lead', 'p_lead_ids uuid[], p_airtable_ids text[], p_emails text[]',
             format(v_lead,
               format(v_scan, v_lead_of[1], 'lead_id', direction),
               format(v_scan, v_lead_of[2], 'lead_airtable_id', direction),
               format(v_scan, v_lead_of[3], 'lead_email', direction),
               direction)
      union all
      select subject, 'p_' || subject || ' text',
             format(v_scan, format('log.%I = p_%s', index_column, subject), index_column, direction)
      from (values ('entity', 'entity_id'), ('user', 'user_id'), ('visitor', 'visitor_token'),
                   ('session', 'session_id'), ('execution', 'execution_id')
           ) as subjects (subject, index_column)
    ) as timelines (name, parameters, query)
    group by name, parameters
  loop
    execute format(v_function, v_subject.name, v_subject.parameters,
                   v_subject.backwards, v_subject.forwards);
  end loop;
end
$do$;

-- Leads are found by a part of their name or email in one scan of an index of trigrams. Every word is
-- preceded by a blank, so that one or two letters that begin a word are in the index too. Statements
-- must use these very expressions; the casts and collations make them fit a table that was there
-- before. The extension may live in any schema, and may be one that only an administrator can make.
do $$
declare
  -- With its schema, for whoever runs a hint.
  v_leads  text := format('%I.leads', current_setting('activity_log.schema'));
  v_owner  boolean := (select pg_has_role(relowner, 'USAGE') from pg_class
                       where oid = v_leads::regclass);
  v_class  text;
  v_error  text;
  v_search constant text :=
    'create index if not exists leads_search_idx on %s using gin (lower('
    '('' '' || coalesce(first_name::text, '''') || '' '' || coalesce(last_name::text, '''') '
    '|| '' '' || coalesce(email::text, '''')) collate pg_catalog."default") %s)';
  -- By last name, first name and email; cut, because an entry holds less than a page.
  v_sort   constant text :=
    'create index if not exists leads_sort_idx on %s (tenant_id, ((left(lower('
    '(coalesce(nullif(btrim(last_name::text), '''') || '' '', '''') '
    '|| coalesce(nullif(btrim(first_name::text), '''') || '' '', '''') '
    '|| coalesce(btrim(email::text), '''')) collate pg_catalog."default"), 200) '
    '|| '' '' || id::text) collate "C"))';
begin
  begin
    execute 'create extension if not exists pg_trgm schema '
      || case when has_schema_privilege(to_regnamespace('public'), 'create') then 'public'
         else quote_ident(current_setting('activity_log.schema')) end;
  exception when others then
    v_error := sqlerrm;
  end;
  v_class := (select format('%I.%I', n.nspname, c.opcname)
              from pg_opclass c
              join pg_namespace n on n.oid = c.opcnamespace
              join pg_depend d on d.classid = 'pg_opclass'::regclass and d.objid = c.oid
                and d.refclassid = 'pg_extension'::regclass and d.deptype = 'e'
              join pg_extension x on x.oid = d.refobjid and x.extname = 'pg_trgm'
              where c.opcname = 'gin_trgm_ops');
  if v_owner then
    execute format(v_sort, v_leads);
  else
    raise warning 'The table % has another owner, so a search sorted by lead works without an index.',
      v_leads using hint = format('Have its owner run: ' || v_sort || ';', v_leads);
  end if;
  if v_class is null then
    raise warning 'The extension pg_trgm cannot be created, so leads are found by name without an index: %',
      v_error
      using hint = format('Have an administrator run: create extension pg_trgm; and then the owner of %s: '
                          || v_search || ';', v_leads, v_leads, 'gin_trgm_ops');
  elsif v_owner then
    execute format(v_search, v_leads, v_class);
  else
    raise warning 'The table % has another owner, so leads are found by name without an index.', v_leads
      using hint = format('Have its owner run: ' || v_search || ';', v_leads, v_class);
  end if;
end
$$;

drop index if exists lead_activity_log_type_idx;
alter index lead_activity_log_type_new_idx rename to lead_activity_log_type_idx;

commit;
