-- The log itself, partitioned by the id, whose first 48 bits are the milliseconds of "timestamp".
-- Months are created by create_activity_months(); what lies outside them is kept in two catch-alls.
\set ON_ERROR_STOP on
begin;
select set_config('activity_log.schema', :'schema', true);
select pg_advisory_xact_lock(hashtextextended('activity_log_migration ' || :'schema', 0));
set local search_path to :"schema", pg_temp;
set local client_min_messages to warning;
select start_activity_log_migration(3, 'activity_log');

-- The smallest id that an event of this time can have; times before 1970 count as 1970.
create function activity_id_floor(p_at timestamptz)
returns uuid
language sql
immutable strict parallel safe
return (lpad(to_hex(greatest(0, floor(extract(epoch from p_at) * 1000))::bigint), 12, '0')
        || repeat('0', 20))::uuid;

-- Milliseconds since 1970 that an id carries.
create function activity_id_ms(p_id uuid)
returns bigint
language sql
immutable strict parallel safe
return ('x' || left(replace(p_id::text, '-', ''), 12))::bit(48)::bigint;

create table lead_activity_log (
  tenant_id        text collate "C" not null default 'default',
  id               uuid not null,
  event_type       varchar(100) not null references activity_event_type (name),
  event_category   varchar(50) not null,
  lead_id          uuid references leads (id) on delete cascade,
  lead_airtable_id varchar(255),
  lead_email       text,
  client_id        uuid references clients (id),
  user_id          text,
  visitor_token    text,
  entity_id        text,
  session_id       text,
  tier             text,
  description      text not null,
  message_content  text,
  metadata         jsonb not null default '{}',
  source           varchar(100) not null,
  url              text,
  environment      text,
  workflow_id      text,
  execution_id     varchar(255),
  created_by       uuid references users (id),
  schema_version   smallint not null default 1,
  payload_hash     bytea not null,
  search_extra     text,
  "timestamp"      timestamptz(3) not null,
  created_at       timestamptz(3) not null default clock_timestamp(),
  -- A tsvector holds 1 MB. Up to 200 kB all text is searchable, else its first 50,000 characters
  -- (200 kB at most, in any script): a long message must never make an event impossible to store.
  search           tsvector generated always as (to_tsvector('pg_catalog.english', left(
    description || coalesce(' ' || message_content, '') || coalesce(' ' || search_extra, ''),
    case when octet_length(description) + coalesce(octet_length(message_content), 0)
              + coalesce(octet_length(search_extra), 0) <= 200000
      then 200002 else 50000 end))) stored,
  primary key (tenant_id, id)
) partition by range (id);

comment on table lead_activity_log is
  'Append only. Each row is one event; rows go only with their lead, see migration 4.';
comment on column lead_activity_log.id is
  'First 48 bits: milliseconds of "timestamp"; version 8; then the head of the identity hash.';
comment on column lead_activity_log.lead_email is
  'Trimmed and in lower case: how an event finds its lead later.';
comment on column lead_activity_log."timestamp" is 'When it happened.';
comment on column lead_activity_log.created_at is 'When it was written.';

create index lead_activity_log_lead_idx on lead_activity_log (lead_id, id desc)
  where lead_id is not null;
create index lead_activity_log_airtable_idx on lead_activity_log (tenant_id, lead_airtable_id, id desc)
  where lead_id is null and lead_airtable_id is not null;
create index lead_activity_log_email_idx on lead_activity_log (tenant_id, lead_email, id desc)
  where lead_id is null and lead_email is not null;
create index lead_activity_log_type_idx on lead_activity_log (tenant_id, event_type, id desc);
create index lead_activity_log_category_idx on lead_activity_log (tenant_id, event_category, id desc);
create index lead_activity_log_user_idx on lead_activity_log (tenant_id, user_id, id desc)
  where user_id is not null;
create index lead_activity_log_entity_idx on lead_activity_log (tenant_id, entity_id, id desc)
  where entity_id is not null;
create index lead_activity_log_visitor_idx on lead_activity_log (tenant_id, visitor_token, id desc)
  where visitor_token is not null;
create index lead_activity_log_session_idx on lead_activity_log (tenant_id, session_id, id desc)
  where session_id is not null;
create index lead_activity_log_execution_idx on lead_activity_log (execution_id)
  where execution_id is not null;
create index lead_activity_log_search_idx on lead_activity_log using gin (search);

-- Without months all of time lies in the future catch-all. A DEFAULT partition would disable the
-- ordered Append that timelines are read with.
create table lead_activity_log_past partition of lead_activity_log
  (constraint lead_activity_log_past_id_check
     check (activity_id_ms(id) = extract(epoch from "timestamp") * 1000))
  for values from (minvalue) to ('00000000-0000-0000-0000-000000000000');
create table lead_activity_log_future partition of lead_activity_log
  (constraint lead_activity_log_future_id_check
     check (activity_id_ms(id) = extract(epoch from "timestamp") * 1000))
  for values from ('00000000-0000-0000-0000-000000000000') to (maxvalue);

commit;
