/** Stops the shared server and removes its data. */
export default async function stopPostgres(): Promise<void> {
  await globalThis.testServer?.server.stop('immediate');
  await globalThis.testServer?.guard.close();
}
