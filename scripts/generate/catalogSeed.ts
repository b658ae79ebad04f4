import type { EventTypeDefinition } from '../../nodes/core/catalog/eventTypeDefinition';
import { EVENT_TYPES } from '../../nodes/core/catalog/eventTypes';
import { payloadJsonSchema } from '../../nodes/core/catalog/payloadSchema';
import type { JsonValue } from '../../nodes/core/json';

// A released file never changes: a later change of the catalog gets a seed of its own number.
const VERSION = 10;
const NAME = 'workflow_event_type';
const PATH = `migrations/${String(VERSION).padStart(4, '0')}_${NAME}.sql`;

function text(value: string | null): string {
  return value === null ? 'null' : `'${value.replaceAll("'", "''")}'`;
}

function json(value: JsonValue): string {
  return text(JSON.stringify(value));
}

function privacyOf(type: EventTypeDefinition): JsonValue {
  const fields = type.fields.map((field) => [field.name, field.privacy] as const);
  return { ...Object.fromEntries(fields), message_content: type.messagePrivacy };
}

function row(type: EventTypeDefinition): string {
  const identity = [type.name, type.label, type.category, type.tier].map(text).join(', ');
  return `  (${identity}, ${type.version}, ${text(type.description)},
   ${json(payloadJsonSchema(type))},
   ${json(privacyOf(type))},
   ${text(type.retention)}, true)`;
}

/** The migration that seeds the built-in event types from the catalog, by its path. */
export async function generateCatalogSeed(): Promise<Map<string, string>> {
  const sql = `-- The built-in event types, with workflow.execution_failed among them. Generated from nodes/core/catalog; custom types are left alone.
\\set ON_ERROR_STOP on
begin;
select set_config('activity_log.schema', :'schema', true);
select pg_advisory_xact_lock(hashtextextended('activity_log_migration ' || :'schema', 0));
set local search_path to :"schema", pg_temp;
set local client_min_messages to warning;
select start_activity_log_migration(${VERSION}, '${NAME}');

insert into activity_event_type
  (name, label, category, tier, version, description, json_schema, privacy, retention, built_in)
values
${EVENT_TYPES.map(row).join(',\n')}
on conflict (name) do update set
  label = excluded.label,
  category = excluded.category,
  tier = excluded.tier,
  version = excluded.version,
  description = excluded.description,
  json_schema = excluded.json_schema,
  privacy = excluded.privacy,
  retention = excluded.retention
where activity_event_type.built_in;

commit;
`;
  return Promise.resolve(new Map([[PATH, sql]]));
}
