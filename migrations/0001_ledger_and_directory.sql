-- The ledger of migrations, and the directory that events refer to: leads, clients, users.
-- Existing directory tables are used as they are; columns that they lack are added, nullable.
\set ON_ERROR_STOP on
begin;
select set_config('activity_log.schema', :'schema', true);
select pg_advisory_xact_lock(hashtextextended('activity_log_migration ' || :'schema', 0));
set local search_path to :"schema", pg_temp;
set local client_min_messages to warning;

do $$
declare
  v_schema text := current_setting('activity_log.schema');
begin
  if current_setting('server_version_num')::integer < 150000 then
    raise exception 'PostgreSQL % is too old for the activity log.', current_setting('server_version')
      using errcode = 'feature_not_supported', hint = 'Use PostgreSQL 15 or newer.';
  end if;
  -- "create schema if not exists" would ask for CREATE on the database even when it exists.
  if not exists (select from pg_namespace where nspname = v_schema) then
    execute format('create schema %I', v_schema);
  end if;
end
$$;

create table if not exists activity_log_migration (
  version    integer primary key,
  name       text not null,
  applied_at timestamptz(3) not null default clock_timestamp(),
  applied_by text not null default current_user,
  checksum   text
);
comment on table activity_log_migration is
  'Which migrations are in place. The checksum (SHA-256 of the file) is filled in by the node.';

-- Every migration calls this first: in order, each once, under the lock that its file has taken.
create or replace function start_activity_log_migration(p_version integer, p_name text)
returns void
language plpgsql
set search_path from current
as $$
begin
  if exists (select from activity_log_migration where version = p_version) then
    raise exception 'Migration % (%) was applied already; nothing was changed.', p_version, p_name
      using errcode = 'duplicate_object',
            hint = 'Go on with the first file whose number is not in activity_log_migration.';
  end if;
  if p_version > 1
     and not exists (select from activity_log_migration where version = p_version - 1) then
    raise exception 'Migration % (%) needs migration % first.', p_version, p_name, p_version - 1
      using errcode = 'object_not_in_prerequisite_state',
            hint = 'Apply the files of the folder migrations in the order of their numbers.';
  end if;
  insert into activity_log_migration (version, name) values (p_version, p_name);
end
$$;

select start_activity_log_migration(1, 'ledger_and_directory');

create table if not exists leads (
  id                 uuid primary key default gen_random_uuid(),
  tenant_id          text,
  airtable_record_id text unique,
  first_name         text,
  last_name          text,
  email              text,
  phone              text,
  status             text,
  last_activity_at   timestamptz
);

create table if not exists clients (
  id        uuid primary key default gen_random_uuid(),
  tenant_id text,
  name      text
);

create table if not exists users (
  id        uuid primary key default gen_random_uuid(),
  tenant_id text,
  name      text,
  email     text
);

-- Events refer to these tables by a uuid named id.
do $$
declare
  v_name  text;
  v_table regclass;
  v_cure  constant text := 'Change the table, or keep the activity log in a schema of its own '
                           '(option Schema, or psql -v schema=activity_log).';
begin
  foreach v_name in array array['leads', 'clients', 'users'] loop
    v_table := to_regclass(format('%I.%I', current_setting('activity_log.schema'), v_name));
    if (select relkind not in ('r', 'p') from pg_class where oid = v_table) then
      raise exception 'The relation % does not fit: it is not a table.', v_table
        using errcode = 'wrong_object_type', hint = v_cure;
    end if;
    if not exists (select from pg_attribute
                   where attrelid = v_table and attname = 'id' and not attisdropped
                     and atttypid = 'uuid'::regtype) then
      raise exception 'The table % does not fit: it has no column id of type uuid.', v_table
        using errcode = 'invalid_table_definition', hint = v_cure;
    end if;
    if not exists (select from pg_index i
                   join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
                   where i.indrelid = v_table and a.attname = 'id' and i.indnkeyatts = 1
                     and i.indisunique and i.indisvalid and i.indimmediate
                     and i.indpred is null) then
      raise exception 'The table % does not fit: its column id is neither primary key nor unique.',
        v_table using errcode = 'invalid_table_definition', hint = v_cure;
    end if;
    if not has_table_privilege(v_table, 'REFERENCES') then
      raise exception 'The role % may not refer to the table %.', current_user, v_table
        using errcode = 'insufficient_privilege',
              hint = format('Run: grant select, references on %s to %I;', v_table, current_user);
    end if;
  end loop;
end
$$;

-- What we read of a lead, and the one column that we write.
do $$
declare
  v_leads  regclass := to_regclass(format('%I.leads', current_setting('activity_log.schema')));
  v_owner  boolean := (select pg_has_role(relowner, 'USAGE') from pg_class where oid = v_leads);
  v_column record;
begin
  for v_column in
    select c.name, c.type, c.categories, t.typcategory,
           format_type(a.atttypid, a.atttypmod) as present, a.attname is null as missing
    from (values ('tenant_id', 'text', 'S'), ('airtable_record_id', 'text', 'S'),
                 ('first_name', 'text', 'S'), ('last_name', 'text', 'S'), ('email', 'text', 'S'),
                 ('phone', 'text', 'S'), ('status', 'text', 'SE'),
                 ('last_activity_at', 'timestamptz', 'D')) as c (name, type, categories)
    left join pg_attribute a on a.attrelid = v_leads and a.attname = c.name and not a.attisdropped
    left join pg_type t on t.oid = a.atttypid
  loop
    if v_column.missing and not v_owner then
      raise exception 'The table % lacks the column %, and % does not own it.',
        v_leads, v_column.name, current_user
        using errcode = 'insufficient_privilege',
              hint = format('Have its owner run: alter table %s add column %I %s;',
                            v_leads, v_column.name, v_column.type);
    elsif v_column.missing then
      execute format('alter table %s add column %I %s', v_leads, v_column.name, v_column.type);
    elsif position(v_column.typcategory in v_column.categories) = 0
       or (v_column.type = 'timestamptz'
           and v_column.present not like 'timestamp%with time zone') then
      raise exception 'The table % does not fit: its column % is of type %, not %.',
        v_leads, v_column.name, v_column.present, v_column.type
        using errcode = 'invalid_table_definition',
              hint = format('Run: alter table %s alter column %I type %s; or keep the activity log '
                            'in a schema of its own.', v_leads, v_column.name, v_column.type);
    end if;
    if v_column.missing and v_column.name = 'airtable_record_id' then
      execute format('create unique index leads_airtable_record_id_key on %s (airtable_record_id)',
                     v_leads);
    end if;
  end loop;

  if not exists (select from pg_index i
                 join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
                 where i.indrelid = v_leads and a.attname = 'airtable_record_id'
                   and i.indnkeyatts = 1 and i.indisunique and i.indisvalid) then
    raise exception 'The table % does not fit: its column airtable_record_id is not unique.', v_leads
      using errcode = 'invalid_table_definition',
            hint = format('Run: create unique index on %s (airtable_record_id);', v_leads);
  end if;
  if v_owner then
    execute format('create index if not exists leads_email_lookup_idx on %s (lower(btrim(email)))',
                   v_leads);
  else
    raise warning 'The table % has another owner, so leads are found by email without an index.',
      v_leads
      using hint = format('Have its owner run: create index on %s (lower(btrim(email)));', v_leads);
  end if;
end
$$;

commit;
