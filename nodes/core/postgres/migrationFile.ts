import { createHash } from 'node:crypto';
import { quoteSchema } from './identifiers';

/** One file of the folder migrations, as psql can run it too. */
export interface MigrationFile {
  /** The number that its name begins with. */
  readonly version: number;
  /** The rest of its name, without `.sql`. */
  readonly name: string;
  readonly text: string;
}

/** SHA-256 of the file's text in hex: what the ledger remembers, whoever applied it. */
export function migrationChecksum(file: MigrationFile): string {
  return createHash('sha256').update(file.text, 'utf8').digest('hex');
}

/** What psql leaves alone (strings, names, bodies, comments), or else one of our variables. */
const TOKENS = /:(["'])schema\1|'[^']*'|"[^"]*"|\$(\w*)\$[\s\S]*?\$\2\$|--[^\n]*/g;

/**
 * The statements between `begin;` and `commit;`, with the schema's name put where psql would put
 * its variable. Lines for psql alone (they begin with a backslash) lie before `begin;`.
 * @throws Error when the file lacks one of the two lines: a mistake of ours
 */
export function migrationBody(file: MigrationFile, schema: string): string {
  const lines = file.text.split('\n');
  const begin = lines.indexOf('begin;');
  const commit = lines.lastIndexOf('commit;');
  if (begin === -1 || commit < begin) {
    throw new Error(`Migration ${file.version} lacks its line "begin;" or "commit;".`);
  }
  return lines
    .slice(begin + 1, commit)
    .join('\n')
    .replace(TOKENS, (token) => substitute(token, schema));
}

/** The file as any SQL client runs it, in one transaction. */
export function migrationScript(file: MigrationFile, schema: string): string {
  return `-- ${file.version} ${file.name}\nbegin;\n${migrationBody(file, schema)}\ncommit;\n`;
}

function substitute(token: string, schema: string): string {
  if (token === ':"schema"') return quoteSchema(schema);
  return token === ":'schema'" ? quoteLiteral(schema) : token;
}

function quoteLiteral(value: string): string {
  const doubled = value.replaceAll("'", "''");
  return doubled.includes('\\') ? ` E'${doubled.replaceAll('\\', '\\\\')}'` : `'${doubled}'`;
}
