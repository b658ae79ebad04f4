import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_VERSION } from '../../nodes/n8n/packageVersion';

it('The version that entries carry is that of package.json', () => {
  const text = readFileSync(join(__dirname, '../../package.json'), 'utf8');
  expect(PACKAGE_VERSION).toBe((JSON.parse(text) as { version: string }).version);
});
