/** Stops the stand of the e2e files. */
export default async function stop(): Promise<void> {
  await globalThis.sharedE2eStand?.stop();
}
