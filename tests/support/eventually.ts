const PAUSE_MS = 20;
const PATIENCE_MS = 20_000;

/**
 * Asks again and again until `holds` says yes.
 * @throws Error naming `what` after 20 s
 */
export async function eventually(
  what: string,
  holds: () => boolean | Promise<boolean>,
): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`It did not come about in time: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
