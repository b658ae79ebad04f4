-- What people need to repair the retry queue: who edited what, whose events wait, and what runs did.
\set ON_ERROR_STOP on
begin;
select set_config('activity_log.schema', :'schema', true);
select pg_advisory_xact_lock(hashtextextended('activity_log_migration ' || :'schema', 0));
set local search_path to :"schema", pg_temp;
set local client_min_messages to warning;
select start_activity_log_migration(9, 'repair');

-- What waits for a lock holds up everybody who comes after it.
set local lock_timeout to '10s';

-- An entry may be edited more than once, so one editor and one hash are not enough. No version has
-- ever written to these columns.
alter table activity_retry_queue
  drop column edited_by,
  drop column edited_at,
  drop column original_hash,
  add column edits json not null default '[]',
  add column lead_keys text[];
comment on column activity_retry_queue.edits is
  'Repairs by people, oldest first. Holds values of the payload; json, for jsonb refuses NUL and lone surrogates.';
comment on column activity_retry_queue.lead_keys is
  'How the payload names its lead, in lower case: UUID, Airtable id, email.';

-- For entries of a version that knows nothing of lead keys: those that wait already, and those that
-- come while not every worker is updated. NUL and surrogates, which text cannot hold, become U+FFFD.
create function fill_activity_lead_keys()
returns trigger
language plpgsql
set search_path from current
as $$
declare
  v_payload json;
begin
  new.lead_keys := '{}';
  begin
    v_payload := regexp_replace(convert_from(new.payload, 'UTF8'),
                                '\\u(0000|[dD][89a-fA-F][0-9a-fA-F]{2})', '\\ufffd', 'g');
    select coalesce(array_agg(lower(key) order by position), '{}')
    into new.lead_keys
    from unnest(case when new.payload_kind = 'event'
                     then array[v_payload -> 'leadId', v_payload -> 'leadAirtableId',
                                v_payload -> 'leadEmail']
                     else array[v_payload -> 'lead' -> 'value'] end)
         with ordinality as given (value, position)
    cross join lateral btrim(value #>> '{}', E' \t\n\r') as key
    where json_typeof(value) = 'string' and length(key) between 1 and 320;
  exception when others then
    -- What cannot be read is found by all else that it has.
    new.lead_keys := '{}';
  end;
  return new;
end
$$;
create trigger activity_retry_queue_lead_keys
  before insert or update on activity_retry_queue
  for each row when (new.lead_keys is null)
  execute function fill_activity_lead_keys();
update activity_retry_queue set lead_keys = null;
alter table activity_retry_queue alter column lead_keys set not null;

-- The same key, but found by the event alone: people name events, hundreds at once.
alter table activity_retry_queue
  drop constraint activity_retry_queue_pkey,
  add primary key (event_id, payload_hash, tenant_id,
                   target_credential_id, target_database, target_schema);
-- Depth and incidents are counted in the index alone; orphaned claims are found by the state.
drop index activity_retry_queue_open_idx;
create index activity_retry_queue_open_idx on activity_retry_queue
  (target_credential_id, target_database, target_schema, state, lane, fingerprint, first_failed_at)
  include (last_failed_at)
  where state in ('pending', 'claimed', 'parked');
-- What waits, in the order of its age: for lists, and for claims that take parked entries too. The
-- index of what is due stays, so that parked entries do not stand in the way of an ordinary run.
create index activity_retry_queue_age_idx on activity_retry_queue
  (target_credential_id, target_database, target_schema, first_failed_at, event_id)
  where state in ('pending', 'claimed', 'parked');
-- What is over, for lists and for the purge, which takes it away in small portions.
create index activity_retry_queue_resolved_idx on activity_retry_queue
  (target_credential_id, target_database, target_schema, first_failed_at, event_id)
  where state in ('replayed', 'discarded');

create table activity_replay_run (
  id                   bigint generated always as identity primary key,
  target_credential_id text not null,
  target_database      text not null,
  target_schema        text not null,
  started_at           timestamptz(3) not null,
  ended_at             timestamptz(3) not null,
  run                  jsonb not null
);
comment on column activity_replay_run.run is
  'What it did: worker, counts by outcome, and why it stopped, if not for want of entries.';
-- The newest run of a target, and the ones too many.
create index activity_replay_run_target_idx on activity_replay_run
  (target_credential_id, target_database, target_schema, ended_at, id);

commit;
