import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * The folder for events that no database takes: the one asked for, else `activity-log-spool` in
 * n8n's user folder (`N8N_USER_FOLDER`, else the home folder; then `.n8n`, as n8n itself does).
 */
export function spoolFolder(asked: string | undefined): string {
  if (asked !== undefined && asked.trim() !== '') return asked.trim();
  const userFolder = process.env['N8N_USER_FOLDER'] ?? homedir();
  return join(userFolder, '.n8n', 'activity-log-spool');
}
