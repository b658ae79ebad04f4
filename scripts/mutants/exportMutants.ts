import type { Mutant } from './mutant';

const CSV = 'nodes/core/postgres/statements/csvColumns.ts';
const STATEMENT = 'nodes/core/postgres/statements/exportEvents.ts';
const LINES = 'nodes/core/timeline/exportLines.ts';
const LITERAL = 'nodes/core/postgres/inlineValues.ts';
const COPY = 'nodes/core/postgres/copyOut.ts';
const TRANSACTION = 'nodes/core/postgres/withTransaction.ts';
const EXPORT_TEST = 'tests/core/exportEvents.int.test.ts';
const STREAM_TEST = 'tests/core/exportStream.int.test.ts';
const CANCEL_TEST = 'tests/core/postgres/cancellation.int.test.ts';
const LITERAL_TEST = 'tests/core/postgres/inlineValues.int.test.ts';

/** Files that are exact and harmless, and reads that end when nobody waits. */
export const EXPORT_MUTANTS: readonly Mutant[] = [
  {
    name: 'export: a minus begins no formula',
    file: CSV,
    find: String.raw`\\uff20\\uff0d-]`,
    replace: String.raw`\\uff20\\uff0d]`,
    test: EXPORT_TEST,
    title: 'puts an apostrophe before "-1"',
  },
  {
    name: 'export: white space hides a formula',
    file: CSV,
    find: '${SPACE}*${SIGN}',
    replace: '${SIGN}',
    test: EXPORT_TEST,
    title: 'puts an apostrophe before " =1+1"',
  },
  {
    name: 'export: JSON lines are doubled backslashes',
    file: STATEMENT,
    find: String.raw`format csv, quote E'\\x01', delimiter E'\\x02'`,
    replace: 'format text',
    test: EXPORT_TEST,
    title: 'gives every event as a search shows it in full, whatever its texts are',
  },
  {
    name: "export: another tenant's lead is shown",
    file: STATEMENT,
    find: " and ${seenByTenant('lead')}",
    replace: '',
    test: EXPORT_TEST,
    title: 'shows no lead of another tenant',
  },
  {
    name: 'export: everything is sorted first',
    file: STATEMENT,
    find: "'limit (select 9223372036854775807)'",
    replace: "''",
    test: 'tests/core/exportPlan.int.test.ts',
    title: 'of one type begins at the newest month and sorts nothing',
  },
  {
    name: 'export: few events are looked for tenant by tenant',
    file: STATEMENT,
    find: '!isMuch || scope.tenants',
    replace: 'scope.tenants',
    test: 'tests/core/exportPlan.int.test.ts',
    title: 'of a few events of several tenants reads every month once',
  },
  {
    name: 'export: any encoding will do for CSV',
    file: 'nodes/core/exportEvents.ts',
    find: "if (encoding === 'UTF8') return;",
    replace: "if (encoding !== '') return;",
    test: EXPORT_TEST,
    title: 'may have another encoding than UTF-8 for JSON lines, which CSV refuses',
  },
  {
    name: 'literal: a quoted name is filled with a value',
    file: LITERAL,
    find: '|"[^"]*"|',
    replace: '|',
    test: EXPORT_TEST,
    title: 'may be a schema named crm$1',
  },
  {
    name: 'export: a line feed in a cell counts as an event',
    file: LINES,
    find: 'byte === LINE_FEED && !isQuoted',
    replace: 'byte === LINE_FEED',
    test: 'tests/core/timeline/exportLines.unit.test.ts',
    title: 'end with CRLF, and line ends in a cell stay as they are, wherever the bytes are cut',
  },
  {
    name: 'export: the reader is not waited for',
    file: COPY,
    find: 'if (!hasRoom) await drained(out, signal);',
    replace: 'void hasRoom;',
    test: STREAM_TEST,
    title: 'holds little when its reader is slow, and loses nothing',
  },
  {
    name: 'export: an error in the middle keeps the words of the driver',
    file: COPY,
    find: 'out.destroy(worded);',
    replace: 'out.destroy(error as Error);',
    test: STREAM_TEST,
    title: 'fails in words when the server ends it in the middle',
  },
  {
    name: 'literal: a backslash is not doubled',
    file: LITERAL,
    find: String.raw`.replaceAll('\\', '\\\\')`,
    replace: '',
    test: LITERAL_TEST,
    title: 'means what it means as a parameter',
  },
  {
    name: 'cancel: the server is not told',
    file: TRANSACTION,
    find: '(other) => cancelBackend(other, backend)',
    replace: '() => Promise.resolve(backend.pid > 0)',
    test: CANCEL_TEST,
    title: 'is stopped on the server, and its connection serves the next one',
  },
  {
    name: 'cancel: whatever the backend runs now is stopped',
    file: 'nodes/core/postgres/statements/cancelBackend.ts',
    find: 'and extract(epoch from xact_start) * 1000000 = $2::bigint',
    replace: 'and $2::bigint > 0',
    test: CANCEL_TEST,
    title: 'is not mistaken for the one that its backend runs next',
  },
  {
    name: 'cancel: a closed connection goes on working',
    file: 'nodes/core/postgres/statements/beginTransaction.ts',
    find: "'1000', true",
    replace: "'0', true",
    test: CANCEL_TEST,
    title: 'is closed when the pool has no second connection, which stops it a little later',
  },
  {
    name: 'cancel: its work may still send statements',
    file: 'nodes/core/postgres/cancellation.ts',
    find: '      refuseCancelled(signal);\n      return db.query',
    replace: '      return db.query',
    test: CANCEL_TEST,
    title: 'sends no further statement of its work',
  },
  {
    name: 'get: an event of any tenant is found',
    file: 'nodes/core/postgres/statements/readEvents.ts',
    find: 'where e.tenant_id = $1::text and e.id',
    replace: "where coalesce($1::text, '') is not null and e.id",
    test: 'tests/core/getEvent.int.test.ts',
    title: 'of another tenant gives nothing and says so',
  },
];
