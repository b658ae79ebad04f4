import type { Mutant } from './mutant';

const INSERT = 'nodes/core/postgres/statements/insertEvents.ts';
const SINK = 'nodes/core/sinks/postgresSink.ts';
const MIGRATIONS = 'nodes/core/postgres/embeddedMigrations.ts';
const LOGGING_TEST = 'tests/LogActivity/LogActivity.engine.test.ts';
const LAWS_TEST = 'tests/migrations/laws.int.test.ts';
const READING_TEST = 'tests/core/queryTimeline.int.test.ts';
const CURSOR = 'nodes/core/timeline/cursor.ts';
const CURSOR_TEST = 'tests/core/timeline/cursor.unit.test.ts';

/** The table: once each, unaltered, by tenant. */
export const STORAGE_MUTANTS: readonly Mutant[] = [
  {
    name: 'no ON CONFLICT for events',
    file: INSERT,
    find: 'on conflict do nothing\n    returning tenant_id, id\n',
    replace: 'returning tenant_id, id\n',
    test: LOGGING_TEST,
    title: 'makes the same event when n8n runs the node again',
  },
  {
    name: 'events pass without their dedupe key',
    file: INSERT,
    find: 'where r.dedupe_key_hash is null or exists (',
    replace: 'where true or exists (',
    test: LOGGING_TEST,
    title: 'writes a dedupe key once',
  },
  {
    name: 'payload hashes are not compared',
    file: SINK,
    find: 'stored?.payloadHash === event.payloadHash',
    replace: 'stored !== undefined',
    test: LOGGING_TEST,
    title: 'parks another payload under the same dedupe key as a conflict',
  },
  {
    name: 'any of several leads with the email',
    file: INSERT,
    find: 'case when m.leads = 1 then',
    replace: 'case when m.leads > 0 then',
    test: LOGGING_TEST,
    title: 'several leads share the email',
  },
  {
    name: 'searchable payload fields are not written',
    file: INSERT,
    find: 'schema_version, decode(payload_hash, \'hex\'), search_extra, "timestamp"',
    replace: 'schema_version, decode(payload_hash, \'hex\'), null, "timestamp"',
    test: 'tests/core/searchableFields.int.test.ts',
    title: 'is found by its value',
  },
  {
    name: 'redact_event may change anything',
    file: MIGRATIONS,
    find: "if v_writing not in ('link_leads', 'redact_event') or v_kept *<> old then",
    replace: "if v_writing not in ('link_leads', 'redact_event') then",
    test: LAWS_TEST,
  },
  {
    name: 'any trigger may delete events',
    file: MIGRATIONS,
    find: 'if pg_trigger_depth() > 1 and old.lead_id is not null\n     and not exists (select from leads where id = old.lead_id) then',
    replace: 'if pg_trigger_depth() > 1 then',
    test: LAWS_TEST,
    title: 'A delete from within another trigger is refused',
  },
  {
    name: 'a changed migration goes unnoticed',
    file: 'nodes/core/postgres/migrate.ts',
    find: 'if (row.checksum === migrationChecksum(file)) return true;',
    replace: 'return true;',
    test: 'tests/core/postgres/migrate.int.test.ts',
    title: 'A migration that was changed after it was applied is named',
  },
  {
    name: 'leads of all tenants are found',
    file: 'nodes/core/postgres/statements/findLeads.ts',
    find: 'coalesce(tenant_id = any($1::text[]), true)',
    replace: '$1::text[] is not null',
    test: READING_TEST,
    title: 'never see the events and leads of each other',
  },
  {
    name: 'events show leads of another tenant',
    file: 'nodes/core/postgres/statements/eventColumns.ts',
    find: "on l.id = e.lead_id and ${seenByTenant('l')}",
    replace: 'on l.id = e.lead_id',
    test: READING_TEST,
    title: 'do not see a foreign lead through an event of their own',
  },
  {
    name: 'a cursor goes on under other filters',
    file: CURSOR,
    find: "if (body.subarray(ID_END, FINGERPRINT_END).toString('hex') !== belongsTo) {",
    replace: "if (body.subarray(ID_END, FINGERPRINT_END).toString('hex') === '') {",
    test: CURSOR_TEST,
    title: 'is refused with other filters',
  },
  {
    name: 'a damaged cursor is taken',
    file: CURSOR,
    find: 'checkSum(body).equals(bytes.subarray(-CHECK_BYTES));',
    replace: 'checkSum(body).length === CHECK_BYTES;',
    test: CURSOR_TEST,
    title: 'is refused when any character of it is changed',
  },
  {
    name: 'a date filter that includes its end',
    file: 'nodes/core/timeline/idRange.ts',
    find: 'below: before === null ? HIGHEST_ID : lowestIdAt(before)',
    replace: 'below: before === null ? HIGHEST_ID : lowestIdAt(before + 1)',
    test: 'tests/core/timeline/idRange.unit.test.ts',
  },
];
