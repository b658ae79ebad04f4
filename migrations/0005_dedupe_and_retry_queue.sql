-- Dedupe keys that have been seen, and the events that could not be delivered yet.
\set ON_ERROR_STOP on
begin;
select set_config('activity_log.schema', :'schema', true);
select pg_advisory_xact_lock(hashtextextended('activity_log_migration ' || :'schema', 0));
set local search_path to :"schema", pg_temp;
set local client_min_messages to warning;
select start_activity_log_migration(5, 'dedupe_and_retry_queue');

create table activity_dedupe (
  tenant_id    text collate "C" not null,
  key_hash     bytea not null,
  event_id     uuid not null,
  payload_hash bytea not null,
  created_at   timestamptz(3) not null default clock_timestamp(),
  primary key (tenant_id, key_hash)
);
-- Keys arrive in the order of their time, so a block range index finds the old ones at no cost.
create index activity_dedupe_created_at_idx on activity_dedupe using brin (created_at);

create table activity_retry_queue (
  target_credential_id text not null,
  target_database      text not null,
  target_schema        text not null,
  tenant_id            text collate "C" not null,
  event_id             uuid not null,
  payload_hash         bytea not null,
  event_type           text,
  dedupe_key_hash      bytea,
  payload_kind         text not null check (payload_kind in ('event', 'parked')),
  payload              bytea not null,
  occurred_at          timestamptz(3) not null,
  first_failed_at      timestamptz(3) not null,
  origin               jsonb not null,
  state                text not null
    check (state in ('pending', 'claimed', 'replayed', 'parked', 'discarded')),
  lane                 text not null
    check (lane in ('transient', 'environment', 'payload', 'conflict')),
  attempts             integer not null default 0,
  replays              integer not null default 0,
  crash_claims         integer not null default 0,
  next_attempt_at      timestamptz(3),
  last_failed_at       timestamptz(3) not null,
  first_error          jsonb not null,
  last_errors          jsonb not null default '[]',
  fingerprint          text not null,
  claimed_by           text,
  claim_token          uuid,
  claimed_until        timestamptz,
  resolution           jsonb,
  edited_by            text,
  edited_at            timestamptz,
  original_hash        bytea,
  primary key (target_credential_id, target_database, target_schema,
               tenant_id, event_id, payload_hash)
);
comment on column activity_retry_queue.payload is
  'ASCII-escaped JSON as bytes: jsonb refuses NUL and lone surrogates, and those get parked.';
comment on column activity_retry_queue.payload_hash is
  'Part of the key: two conflicting payloads of one event are both kept.';

create index activity_retry_queue_due_idx on activity_retry_queue
  (target_credential_id, target_database, target_schema, first_failed_at, event_id)
  where state = 'pending';
create index activity_retry_queue_open_idx on activity_retry_queue
  (target_credential_id, target_database, target_schema, state, lane, first_failed_at)
  where state in ('pending', 'claimed', 'parked');

commit;
