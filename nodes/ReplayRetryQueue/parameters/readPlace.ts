import { z } from 'zod';
import { requireText } from '../../core/timeline/invalidParameter';
import type { Target } from '../../core/retryQueue/queueEntry';
import type { Place } from '../../n8n/composeBase';
import { checked, type ItemPanel, text } from '../../n8n/itemPanel';

/** Of a name in PostgreSQL, and of an id in n8n. */
const LONGEST_NAME = 255;

const ANOTHER_TARGET = z
  .object({
    target: z
      .object({ credentialId: text, database: text, schema: text })
      .nullish()
      .transform((value) => value ?? null),
  })
  .nullish()
  .transform((value) => value?.target ?? null)
  .describe('a target with credential ID, database and schema');

/** Where the node works. */
export function readPlace(panel: ItemPanel): Place {
  return { schema: ofOptions(panel, 'schema', 'Schema'), spoolFolder: readSpoolFolder(panel) };
}

/**
 * Whose entries are meant: those of the target itself, unless a person names another.
 * @throws ConfigurationError when not all three parts of it are named
 */
export function readSource(panel: ItemPanel, target: Target): Target {
  const label = 'Options: Entries of Another Target';
  if (!panel.has('options', 'anotherTarget')) return target;
  const named = checked(label, ANOTHER_TARGET, panel.within('options', 'anotherTarget'));
  const { credentialId, database, schema } = named ?? {
    credentialId: '',
    database: '',
    schema: '',
  };
  const part = (value: string, name: string) =>
    requireText(value, `${label}: ${name}`, LONGEST_NAME);
  return {
    credentialId: part(credentialId, 'Credential ID'),
    database: part(database, 'Database'),
    schema: part(schema, 'Schema'),
  };
}

function readSpoolFolder(panel: ItemPanel): string | undefined {
  return ofOptions(panel, 'spoolFolder', 'Spool Folder');
}

function ofOptions(panel: ItemPanel, name: string, label: string): string | undefined {
  if (!panel.has('options', name)) return undefined;
  return checked(`Options: ${label}`, text, panel.within('options', name));
}
