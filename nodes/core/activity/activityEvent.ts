import type { JsonObject } from '../json';

/** How the lead is named; an event may also have none. */
export type LeadReference =
  | { readonly by: 'id'; readonly value: string }
  | { readonly by: 'airtableId'; readonly value: string }
  | { readonly by: 'email'; readonly value: string };

/**
 * What came in, checked: every field has its right type and form, and `eventType` is known or
 * registered. Absent values are null, dates are ISO 8601 in UTC with milliseconds.
 */
export interface ActivityEvent {
  readonly eventType: string;
  /** From the catalog or the database; null when the database could not be asked. */
  readonly eventCategory: string | null;
  readonly lead: LeadReference | null;
  /** As supplied; null when the type's template is to make it. */
  readonly description: string | null;
  readonly messageContent: string | null;
  readonly metadata: JsonObject;
  readonly timestamp: string | null;
  readonly source: string | null;
  readonly executionId: string | null;
  readonly tenantId: string;
  readonly clientId: string | null;
  readonly userId: string | null;
  readonly visitorToken: string | null;
  readonly entityId: string | null;
  readonly sessionId: string | null;
  readonly tier: string | null;
  readonly url: string | null;
  readonly environment: string | null;
  readonly createdBy: string | null;
  readonly schemaVersion: number;
  readonly dedupeKey: string | null;
}

/** Where an event comes from: what makes its identity stable when it has no dedupe key. */
export interface EventOrigin {
  /** The n8n instance. */
  readonly instanceId: string;
  readonly workflowId: string | null;
  /** Null in an unsaved manual run: the identity is then random. */
  readonly executionId: string | null;
  readonly nodeId: string;
  readonly nodeName: string;
  readonly runIndex: number;
  readonly itemIndex: number;
  /** An agent's tool calls may share run and item, so each identity is random. */
  readonly isToolCall: boolean;
  readonly host: string;
  readonly packageVersion: string;
}

/** An event with its ids, time, description and hashes: one row, but for redaction. */
export interface EnrichedEvent {
  readonly tenantId: string;
  /** UUID version 8: milliseconds of `timestamp`, then the head of the identity hash. */
  readonly id: string;
  /** SHA-256 of (tenant, event type, key) in hex, or null without a dedupe key. */
  readonly dedupeKeyHash: string | null;
  readonly eventType: string;
  readonly eventCategory: string | null;
  readonly leadId: string | null;
  readonly leadAirtableId: string | null;
  /** Trimmed and in lower case. */
  readonly leadEmail: string | null;
  readonly clientId: string | null;
  readonly userId: string | null;
  readonly visitorToken: string | null;
  readonly entityId: string | null;
  readonly sessionId: string | null;
  readonly tier: string | null;
  readonly description: string;
  readonly messageContent: string | null;
  readonly metadata: JsonObject;
  readonly source: string;
  readonly url: string | null;
  readonly environment: string | null;
  readonly workflowId: string | null;
  readonly executionId: string | null;
  readonly createdBy: string | null;
  readonly schemaVersion: number;
  /** SHA-256 in hex over the canonical JSON of what the caller supplied (see payloadHash.ts). */
  readonly payloadHash: string;
  /** Values of searchable payload fields, space separated, or null. */
  readonly searchExtra: string | null;
  /** ISO 8601, UTC, milliseconds. */
  readonly timestamp: string;
}

declare const writable: unique symbol;
/** An event fit for storage: only `redactEvent` (new) and `reviveEvent` (stored) make one. */
export type WritableEvent = EnrichedEvent & { readonly [writable]: true };

declare const parked: unique symbol;
/**
 * What could not become an event, as ASCII-escaped JSON text with tagged markers for what JSON
 * cannot say. Only retry stores accept it; only `parkPayload` makes one.
 */
export type ParkedPayload = string & { readonly [parked]: true };
