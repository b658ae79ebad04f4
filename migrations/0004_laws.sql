-- The laws: the log is append only. Rows change only inside link_leads() and redact_event(),
-- and go only with the lead that they belong to.
\set ON_ERROR_STOP on
begin;
select set_config('activity_log.schema', :'schema', true);
select pg_advisory_xact_lock(hashtextextended('activity_log_migration ' || :'schema', 0));
set local search_path to :"schema", pg_temp;
set local client_min_messages to warning;
select start_activity_log_migration(4, 'laws');

-- activity_log.writing is set by our functions while they write. Setting it by hand gains nothing
-- but what those functions do: everything else must stay equal, byte for byte.
create function lead_activity_log_guard_update()
returns trigger
language plpgsql
set search_path from current
as $$
declare
  v_writing text := coalesce(current_setting('activity_log.writing', true), '');
  v_kept    record := new;
begin
  -- What the function at work may change is taken back, and then nothing may differ. The column
  -- search is computed only after this.
  v_kept.search := old.search;
  if v_writing = 'link_leads' and old.lead_id is null then
    v_kept.lead_id := old.lead_id;
  elsif v_writing = 'redact_event' then
    v_kept.description := old.description;
    v_kept.message_content := old.message_content;
    v_kept.metadata := old.metadata;
    v_kept.search_extra := old.search_extra;
    v_kept.lead_email := old.lead_email;
  end if;
  if v_writing not in ('link_leads', 'redact_event') or v_kept *<> old then
    raise exception 'lead_activity_log is append only: UPDATE is refused.'
      using errcode = 'restrict_violation',
            hint = 'Log a further event. To remove personal data, call redact_event().';
  end if;
  return new;
end
$$;

create function lead_activity_log_guard_delete()
returns trigger
language plpgsql
set search_path from current
as $$
begin
  if pg_trigger_depth() > 1 and old.lead_id is not null
     and not exists (select from leads where id = old.lead_id) then
    return old;
  end if;
  raise exception 'lead_activity_log is append only: DELETE is refused.'
    using errcode = 'restrict_violation',
          hint = 'Events go with their lead: delete the lead. To remove personal data, call redact_event().';
end
$$;

create function lead_activity_log_guard_truncate()
returns trigger
language plpgsql
as $$
begin
  raise exception '% is append only: TRUNCATE is refused.', tg_table_name
    using errcode = 'restrict_violation';
end
$$;

create trigger lead_activity_log_guard_update before update on lead_activity_log
  for each row execute function lead_activity_log_guard_update();
create trigger lead_activity_log_guard_delete before delete on lead_activity_log
  for each row execute function lead_activity_log_guard_delete();

-- Row triggers reach the partitions by themselves, TRUNCATE triggers do not.
create trigger lead_activity_log_guard_truncate before truncate on lead_activity_log
  for each statement execute function lead_activity_log_guard_truncate();
create trigger lead_activity_log_guard_truncate before truncate on lead_activity_log_past
  for each statement execute function lead_activity_log_guard_truncate();
create trigger lead_activity_log_guard_truncate before truncate on lead_activity_log_future
  for each statement execute function lead_activity_log_guard_truncate();

-- Takes the personal data out of one event; what happened, when and to whom stays. The payload hash
-- stays too, so that a late repetition is still known as one. Returns whether the event is there.
create function redact_event(p_tenant_id text, p_id uuid, p_description text default '[redacted]')
returns boolean
language plpgsql
security definer
set search_path from current
as $$
declare
  v_found boolean;
begin
  perform set_config('activity_log.writing', 'redact_event', true);
  update lead_activity_log
  set description = p_description, message_content = null, metadata = '{}',
      search_extra = null, lead_email = null
  where tenant_id = p_tenant_id and id = p_id;
  v_found := found;
  perform set_config('activity_log.writing', '', true);
  return v_found;
end
$$;
revoke execute on function redact_event(text, uuid, text) from public;

commit;
