import { homedir } from 'node:os';
import { join } from 'node:path';
import { spoolFolder } from '../../nodes/n8n/spoolFolder';

const before = process.env['N8N_USER_FOLDER'];
afterEach(() => {
  if (before === undefined) delete process.env['N8N_USER_FOLDER'];
  else process.env['N8N_USER_FOLDER'] = before;
});

describe('the spool folder', () => {
  it('is the one asked for, without the spaces around it', () => {
    expect(spoolFolder(' /data/spool ')).toBe('/data/spool');
  });

  it.each([undefined, '', '  '])("lies in n8n's user folder when %j is asked for", (asked) => {
    process.env['N8N_USER_FOLDER'] = '/var/n8n';
    expect(spoolFolder(asked)).toBe(join('/var/n8n', '.n8n', 'activity-log-spool'));
  });

  it('lies in the home folder when n8n has no user folder of its own', () => {
    delete process.env['N8N_USER_FOLDER'];
    expect(spoolFolder(undefined)).toBe(join(homedir(), '.n8n', 'activity-log-spool'));
  });
});
