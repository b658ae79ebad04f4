import { type ActivityLogError, ConfigurationError, TargetUnavailableError } from '../errors';

const NOT_ALLOWED = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ENOENT']);
const CURES: Readonly<Record<string, string>> = {
  ENOSPC: 'Free space on the disk that holds the spool folder.',
  EDQUOT: "Raise the disk quota of n8n's user, or free space.",
  EMFILE: 'Raise the limit of open files of the n8n process.',
  ENFILE: 'Raise the limit of open files of the machine.',
  EIO: 'The disk reports errors: check it, and move the spool folder to another one.',
  entry_too_large: 'Log less in one event: its stored form is longer than half a gigabyte.',
  page_gone: 'Nothing else may remove files from the spool folder while executions run.',
  no_answer: 'The file system hangs: check the disk or the network share of the spool folder.',
};

/** Puts a failure of the file system into words; holds no part of any event. */
export function spoolError(error: unknown, folder: string): ActivityLogError {
  const code = (error as { code?: unknown }).code;
  const word = typeof code === 'string' ? code : 'unknown';
  const message = `The local spool folder ${folder} could not be used (${word}).`;
  if (NOT_ALLOWED.has(word)) {
    const hint = "Let n8n's user write to the folder, or choose another spool folder.";
    return new ConfigurationError({ message, hint, code: word }, { cause: error });
  }
  const hint = CURES[word] ?? 'Check the disk that holds the spool folder.';
  return new TargetUnavailableError({ message, hint, code: word }, { cause: error });
}
