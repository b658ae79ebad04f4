import { createServer } from 'node:net';
import { once } from 'node:events';
import { freePort } from '../../stand/freePort';

it('gives the preferred port when it is free, and another one when it is taken', async () => {
  const port = await freePort();
  expect(await freePort(port)).toBe(port);
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  try {
    expect(await freePort(port)).not.toBe(port);
  } finally {
    server.close();
  }
});
