-- The event types that lead_activity_log accepts. Built-in ones are seeded by a later migration.
\set ON_ERROR_STOP on
begin;
select set_config('activity_log.schema', :'schema', true);
select pg_advisory_xact_lock(hashtextextended('activity_log_migration ' || :'schema', 0));
set local search_path to :"schema", pg_temp;
set local client_min_messages to warning;
select start_activity_log_migration(2, 'catalog');

create table activity_event_type (
  name        varchar(100) primary key check (btrim(name) <> ''),
  label       text not null,
  category    varchar(50) not null check (btrim(category) <> ''),
  tier        text,
  version     smallint not null default 1 check (version >= 1),
  description text,
  json_schema jsonb not null default '{}',
  privacy     jsonb not null default '{}',
  retention   text not null default 'operations',
  built_in    boolean not null default false,
  created_at  timestamptz(3) not null default clock_timestamp()
);
comment on column activity_event_type.json_schema is 'JSON Schema of the payload fields.';
comment on column activity_event_type.privacy is
  'Payload field, or message_content, to its class: keep, mask, hash or drop.';

-- Adds a custom event type. One that is there already, built in or not, stays as it is.
-- Returns whether it is new.
create function register_event_type(
  p_name        text,
  p_category    text,
  p_description text default null,
  p_label       text default null,
  p_tier        text default null,
  p_json_schema jsonb default '{}',
  p_privacy     jsonb default '{}',
  p_retention   text default 'operations'
)
returns boolean
language plpgsql
set search_path from current
as $$
begin
  insert into activity_event_type
    (name, label, category, tier, description, json_schema, privacy, retention)
  values
    (p_name, coalesce(p_label, p_name), p_category, p_tier, p_description,
     p_json_schema, p_privacy, p_retention)
  on conflict (name) do nothing;
  return found;
end
$$;

commit;
