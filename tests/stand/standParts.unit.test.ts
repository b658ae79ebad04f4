import { assembleParts, StandParts } from '../../stand/standParts';
import { livePaths } from '../../stand/standPaths';

let stopped: string[];
let parts: StandParts;
beforeEach(() => {
  stopped = [];
  parts = new StandParts(livePaths());
  for (const name of ['database', 'n8n']) parts.onStop(() => void stopped.push(name));
});
afterEach(() => parts.stop());

it('stops what was started, newest first, and once', async () => {
  await Promise.all([parts.stop(), parts.stop()]);
  expect(stopped).toEqual(['n8n', 'database']);
});

it('leaves nothing when a stand cannot be assembled', async () => {
  const failing = assembleParts(parts, () => Promise.reject(new Error('no port')));
  await expect(failing).rejects.toThrow('no port');
  expect(stopped).toEqual(['n8n', 'database']);
});
