/** Stops the shared server and removes its data. */
export default async function stopPostgres(): Promise<void> {
  await globalThis.embeddedTestServer?.destroy();
}
