import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

/** What an instance of the stand remembers from start to start. */
const stateSchema = z.object({
  encryptionKey: z.string(),
  ownerPassword: z.string(),
  /** What callers of the stand's workflows send in the header of `HEADER_NAME`. */
  apiKey: z.string(),
  /** Signs Calendly's webhooks and makes the keys in the addresses of SimpleTexting's. */
  webhookSecret: z.string().default(() => newSecret()),
  ports: z.object({
    n8n: z.number().optional(),
    n8nDatabase: z.number().optional(),
    activityDatabase: z.number().optional(),
    services: z
      .object({ airtable: z.number(), simpleTexting: z.number(), slack: z.number() })
      .optional(),
  }),
  /** By name: n8n's id, and the hash of what was saved under it. */
  saved: z.record(z.string(), z.object({ id: z.string(), hash: z.string() })),
  /** Whether the story is in the activity log, whole; else the next start begins anew. */
  storyPlayed: z.boolean(),
});
export type StandState = z.infer<typeof stateSchema>;

function newSecret(): string {
  return randomBytes(16).toString('hex');
}

/** Reads the state, or makes a new one with fresh secrets. */
export function readState(file: string): StandState {
  if (existsSync(file)) return stateSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  return {
    encryptionKey: randomBytes(24).toString('hex'),
    // n8n asks for a capital and a digit.
    ownerPassword: `Stand1-${randomBytes(6).toString('hex')}`,
    apiKey: newSecret(),
    webhookSecret: newSecret(),
    ports: {},
    saved: {},
    storyPlayed: false,
  };
}

/** Writes the state whole or not at all, readable for its owner alone. */
export function writeState(file: string, state: StandState): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, JSON.stringify(state, null, 2), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
