import { LocalServer, type Reply } from '../../../stand/services/localServer';

let server: LocalServer;
let reply: () => Reply;
beforeEach(async () => {
  server = await LocalServer.start(() => reply());
});
afterEach(() => server.stop());

it('answers 500 with the reason when a service makes a mistake, and goes on', async () => {
  reply = () => {
    throw new Error('no such table');
  };
  const failed = await fetch(server.origin);
  expect(failed.status).toBe(500);
  expect(await failed.json()).toEqual({ error: 'Error: no such table' });
  reply = () => ({ status: 201, body: { id: 'one' } });
  expect((await fetch(server.origin)).status).toBe(201);
});

it('breaks the connection when a service asks for that', async () => {
  reply = () => 'reset';
  await expect(fetch(server.origin)).rejects.toThrow();
});
