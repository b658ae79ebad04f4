-- Optional roles, for those who do not want the nodes to own the tables. For psql alone, repeatable.
--   psql -v schema=public -v writer=… -v reader=… -v operator=… -f grants.sql
-- Roles that are missing are created without login; grant them to the users of your credentials.
--   writer    Log Activity                     reader   Query Timeline
--   operator  both, Replay Retry Queue and Maintain; Set Up Database stays with the owner
\set ON_ERROR_STOP on
\if :{?schema}
\else
  \set schema public
\endif
\if :{?writer}
\else
  \set writer activity_log_writer
\endif
\if :{?reader}
\else
  \set reader activity_log_reader
\endif
\if :{?operator}
\else
  \set operator activity_log_operator
\endif

select format('create role %I nologin', name)
from (values (:'writer'), (:'reader'), (:'operator')) as wanted (name)
where not exists (select from pg_roles where rolname = name)
\gexec

begin;
set local search_path to :"schema", pg_temp;

grant usage on schema :"schema" to :"writer", :"reader", :"operator";
grant select on activity_log_migration, activity_event_type to :"writer", :"reader", :"operator";

-- A writer adds events and may ask whether one is there, but cannot read what they say.
grant insert, select (tenant_id, id, payload_hash) on lead_activity_log to :"writer";
grant select, insert on activity_dedupe to :"writer";
grant select, insert, update on activity_retry_queue to :"writer";
grant insert on activity_event_type to :"writer";
-- The catch-alls check the time in the id.
grant execute on function activity_id_ms(uuid) to :"writer";
grant select (id, tenant_id, airtable_record_id, email, last_activity_at),
      update (last_activity_at) on leads to :"writer";

-- Reads run with the reader's own rights; where functions are not for everybody, it needs these.
grant select on lead_activity_log, leads, clients, users to :"reader";
grant execute on function activity_id_ms, activity_wrong_index, activity_timeline_of_lead,
  activity_timeline_of_entity, activity_timeline_of_user, activity_timeline_of_visitor,
  activity_timeline_of_session, activity_timeline_of_execution to :"reader";

grant :"writer", :"reader" to :"operator";
grant delete on activity_retry_queue to :"operator";
grant select, insert, delete on activity_replay_run to :"operator";
grant execute on function create_activity_months(date, date), link_leads(integer),
  expire_dedupe_keys(integer, integer), redact_event(text, uuid, text) to :"operator";

commit;
