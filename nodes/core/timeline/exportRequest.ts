import type { FilterRequest } from './filterRequest';

/** Milliseconds for an export when nothing is said: ten minutes. */
export const DEFAULT_EXPORT_TIMEOUT = 600_000;
/** A day: a slow reader of a large log takes hours, but one that is forgotten must end. */
export const MAX_EXPORT_TIMEOUT = 86_400_000;

/** CSV by RFC 4180 with a header; NDJSON is one JSON object a line. */
export const EXPORT_FORMATS = ['csv', 'ndjson'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** An export of everything that the filters let through, newest first; not checked yet. */
export interface ExportRequest {
  readonly filters: FilterRequest;
  readonly format: ExportFormat;
  /** IANA name of the zone in which dates without an offset are read. */
  readonly timeZone: string;
  /** Milliseconds that the server may spend on the whole export. */
  readonly statementTimeout: number;
}
