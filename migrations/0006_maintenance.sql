-- What keeps the log in shape: months, links to leads that came late, expiry of dedupe keys.
\set ON_ERROR_STOP on
begin;
select set_config('activity_log.schema', :'schema', true);
select pg_advisory_xact_lock(hashtextextended('activity_log_migration ' || :'schema', 0));
set local search_path to :"schema", pg_temp;
set local client_min_messages to warning;
select start_activity_log_migration(6, 'maintenance');

-- One month, in UTC. Its CHECK lets plain predicates on "timestamp" prune too.
create function create_activity_month(p_month date)
returns void
language plpgsql
set search_path from current
set timezone to 'UTC'
as $$
declare
  v_from  timestamptz := date_trunc('month', p_month::timestamptz);
  v_until timestamptz := date_trunc('month', p_month::timestamptz) + interval '1 month';
  v_name  text := 'lead_activity_log_' || to_char(v_from, '"y"YYYY"m"MM');
begin
  execute format(
    'create table %I partition of lead_activity_log '
    '(constraint %I check ("timestamp" >= %L and "timestamp" < %L)) '
    'for values from (%L) to (%L)',
    v_name, v_name || '_timestamp_check', v_from, v_until,
    activity_id_floor(v_from), activity_id_floor(v_until));
  execute format(
    'create trigger lead_activity_log_guard_truncate before truncate on %I '
    'for each statement execute function lead_activity_log_guard_truncate()', v_name);
end
$$;

-- Moves rows out of a catch-all. It must be detached: the append-only law holds until then.
create function move_activity_rows(p_source regclass, p_target regclass, p_from uuid, p_until uuid)
returns void
language plpgsql
set search_path from current
as $$
declare
  v_columns text := (select string_agg(quote_ident(attname), ', ' order by attnum)
                     from pg_attribute
                     where attrelid = 'lead_activity_log'::regclass and attnum > 0
                       and not attisdropped and attgenerated = '');
begin
  execute format(
    'with moved as (delete from %s where id >= $1 and id < $2 returning *) '
    'insert into %s (%s) select %s from moved', p_source, p_target, v_columns, v_columns)
  using p_from, p_until;
end
$$;

-- Where the months begin and end: the bounds that the catch-alls leave between them.
create function activity_month_bounds(out first_month timestamptz, out end_month timestamptz)
language sql
stable
set search_path from current
as $$
  select to_timestamp(activity_id_ms(substring(
           pg_get_expr(past.relpartbound, past.oid) from 'TO \(''(.*)''\)')::uuid) / 1000.0),
         to_timestamp(activity_id_ms(substring(
           pg_get_expr(future.relpartbound, future.oid) from 'FROM \(''(.*)''\) TO')::uuid) / 1000.0)
  from pg_class past, pg_class future
  where past.oid = 'lead_activity_log_past'::regclass
    and future.oid = 'lead_activity_log_future'::regclass;
$$;

-- Makes sure of every month from that of p_first to that of p_last, and of those between them and
-- the months that are there. Rows that wait in a catch-all move into their month.
-- Waits at most 2 s for a lock, then fails with 55P03: try again. Returns how many are new.
create function create_activity_months(p_first date, p_last date)
returns integer
language plpgsql
security definer
set search_path from current
set timezone to 'UTC'
set lock_timeout to '2s'
as $$
declare
  v_old     record;
  v_first   timestamptz := date_trunc('month', p_first::timestamptz);
  v_end     timestamptz := date_trunc('month', p_last::timestamptz) + interval '1 month';
  v_missing date[];
  v_month   date;
begin
  if p_first < date '1970-01-01' or p_last > date '9998-12-31' or p_first > p_last
     or p_last - p_first > 366 * 100 then
    raise exception 'Months can be created from 1970 to 9998, at most 100 years at once.'
      using errcode = 'invalid_parameter_value';
  end if;
  perform pg_advisory_xact_lock(hashtextextended('activity_log_months ' || current_schema(), 0));
  v_old := activity_month_bounds();
  if v_old.first_month < v_old.end_month then
    v_first := least(v_first, v_old.first_month);
    v_end := greatest(v_end, v_old.end_month);
  end if;
  v_missing := array(
    select m::date from generate_series(v_first, v_end - interval '1 month', '1 month') m
    where not exists (
      select from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where i.inhparent = 'lead_activity_log'::regclass
        and c.relname = 'lead_activity_log_' || to_char(m, '"y"YYYY"m"MM')));
  if v_missing = '{}' then
    return 0;
  end if;

  lock table lead_activity_log in access exclusive mode;
  if v_first <> v_old.first_month then
    alter table lead_activity_log detach partition lead_activity_log_past;
  end if;
  if v_end <> v_old.end_month then
    alter table lead_activity_log detach partition lead_activity_log_future;
  end if;
  foreach v_month in array v_missing loop
    perform create_activity_month(v_month);
  end loop;

  if v_end <> v_old.end_month then
    if v_old.first_month = v_old.end_month and v_first > v_old.first_month then
      perform move_activity_rows('lead_activity_log_future', 'lead_activity_log_past',
        activity_id_floor(v_old.first_month), activity_id_floor(v_first));
    end if;
    perform move_activity_rows('lead_activity_log_future', 'lead_activity_log',
      activity_id_floor(v_first), activity_id_floor(v_end));
    execute format('alter table lead_activity_log attach partition lead_activity_log_future '
                   'for values from (%L) to (maxvalue)', activity_id_floor(v_end));
  end if;
  if v_first <> v_old.first_month then
    if v_first < v_old.first_month then
      perform move_activity_rows('lead_activity_log_past', 'lead_activity_log',
        activity_id_floor(v_first), activity_id_floor(v_old.first_month));
    end if;
    execute format('alter table lead_activity_log attach partition lead_activity_log_past '
                   'for values from (minvalue) to (%L)', activity_id_floor(v_first));
  end if;
  return cardinality(v_missing);
end
$$;

-- Gives events their lead once it has arrived: by Airtable id, else by an email that one lead alone
-- has, among the leads of the event's tenant and the shared ones. At most p_limit events a call.
-- Returns how many were linked.
create function link_leads(p_limit integer default 1000)
returns integer
language plpgsql
security definer
set search_path from current
as $$
declare
  v_tenants text[];
  v_events  uuid[];
  v_leads   uuid[];
  v_linked  integer;
begin
  select array_agg(tenant_id), array_agg(id), array_agg(lead_id)
  into v_tenants, v_events, v_leads
  from (
    (select e.tenant_id, e.id, l.id as lead_id
     from lead_activity_log e
     join leads l on l.airtable_record_id = e.lead_airtable_id
       and (l.tenant_id is null or l.tenant_id = e.tenant_id collate "C")
     where e.lead_id is null and e.lead_airtable_id is not null)
    union all
    (select e.tenant_id, e.id, o.lead_id
     from (select distinct tenant_id, lead_email
           from lead_activity_log
           where lead_id is null and lead_airtable_id is null and lead_email is not null) w
     cross join lateral (
       select (array_agg(l.id))[1] as lead_id
       from leads l
       where lower(btrim(l.email)) = w.lead_email
         and (l.tenant_id is null or l.tenant_id = w.tenant_id collate "C")
       having count(*) = 1) o
     join lead_activity_log e on e.tenant_id = w.tenant_id and e.lead_email = w.lead_email
       and e.lead_id is null and e.lead_airtable_id is null)
    limit p_limit
  ) found_leads;
  if v_events is null then
    return 0;
  end if;

  -- In the order of their ids, as every writer does: so that none waits for the other in a circle.
  perform from leads where id = any (v_leads) order by id for no key update;
  perform set_config('activity_log.writing', 'link_leads', true);
  with linked as (
    update lead_activity_log e set lead_id = m.lead_id
    from unnest(v_tenants, v_events, v_leads) as m (tenant_id, id, lead_id)
    where e.tenant_id = m.tenant_id collate "C" and e.id = m.id and e.lead_id is null
    returning e.lead_id, e."timestamp"
  ), newest as (
    select lead_id, least(max("timestamp"), now()) as at from linked group by lead_id
  ), moved as (
    update leads l set last_activity_at = n.at
    from newest n
    where l.id = n.lead_id
      and (l.last_activity_at is null or n.at >= l.last_activity_at + interval '1 second')
  )
  select count(*) into v_linked from linked;
  perform set_config('activity_log.writing', '', true);
  return v_linked;
end
$$;

-- Forgets dedupe keys older than p_days, at most p_limit a call. Returns how many.
create function expire_dedupe_keys(p_days integer default 365, p_limit integer default 10000)
returns integer
language plpgsql
security definer
set search_path from current
as $$
declare
  v_expired integer;
begin
  delete from activity_dedupe
  where ctid = any (array(
    select ctid from activity_dedupe
    where created_at < now() - make_interval(days => p_days)
    limit p_limit for update skip locked));
  get diagnostics v_expired = row_count;
  return v_expired;
end
$$;

revoke execute on function create_activity_month(date) from public;
revoke execute on function move_activity_rows(regclass, regclass, uuid, uuid) from public;
revoke execute on function create_activity_months(date, date) from public;
revoke execute on function link_leads(integer) from public;
revoke execute on function expire_dedupe_keys(integer, integer) from public;

commit;
