import { z } from 'zod';
import type { JsonValue } from '../json';
import type { QueueEntry } from './queueEntry';

const dateTime = z.iso.datetime();
const lane = z.enum(['transient', 'environment', 'payload', 'conflict']);
const count = z.number().int().nonnegative();

export const targetSchema = z.object({
  credentialId: z.string(),
  database: z.string(),
  schema: z.string(),
});

export const depthSchema = z.object({
  state: z.enum(['pending', 'claimed', 'replayed', 'parked', 'discarded']),
  lane,
  count,
});

export const entryErrorSchema = z.object({
  at: dateTime,
  lane,
  code: z.string(),
  message: z.string(),
  hint: z.string(),
});

const jsonValue = z.json() as z.ZodType<JsonValue>;

export const entryEditSchema = z.object({
  at: dateTime,
  by: z.string(),
  payloadHash: z.string(),
  changes: z.array(z.object({ path: z.string(), before: jsonValue, after: jsonValue })),
});

export const entryResolutionSchema = z.object({
  outcome: z.enum(['replayed', 'duplicate', 'discarded']),
  at: dateTime,
  by: z.string().nullable().default(null),
  reason: z.string().nullable().default(null),
});

const originSchema = z.object({
  instanceId: z.string(),
  workflowId: z.string().nullable(),
  executionId: z.string().nullable(),
  nodeId: z.string(),
  nodeName: z.string(),
  runIndex: z.number().int(),
  itemIndex: z.number().int(),
  isToolCall: z.boolean(),
  host: z.string(),
  packageVersion: z.string(),
});

/** A stored queue entry, whichever store it comes from. */
export const queueEntrySchema: z.ZodType<QueueEntry> = z.object({
  target: targetSchema,
  tenantId: z.string(),
  eventId: z.guid(),
  eventType: z.string().nullable(),
  dedupeKeyHash: z
    .string()
    .regex(/^[0-9a-f]+$/)
    .nullable(),
  payloadKind: z.enum(['event', 'parked']),
  payload: z.string(),
  payloadHash: z.string().regex(/^[0-9a-f]+$/),
  occurredAt: dateTime,
  firstFailedAt: dateTime,
  origin: originSchema,
  state: depthSchema.shape.state,
  lane,
  attempts: count,
  replays: count,
  crashClaims: count,
  nextAttemptAt: dateTime.nullable(),
  lastFailedAt: dateTime,
  firstError: entryErrorSchema,
  lastErrors: z.array(entryErrorSchema),
  fingerprint: z.string(),
  // Entries that were kept before there were repairs have neither.
  edits: z.array(entryEditSchema).default([]),
  resolution: entryResolutionSchema.nullable().default(null),
});
