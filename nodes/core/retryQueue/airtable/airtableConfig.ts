/** One table of one base, and how to get at it. */
export interface AirtableConfig {
  /** Without a slash at its end. */
  readonly apiUrl: string;
  /** Personal access token with the scopes data.records:read and data.records:write. */
  readonly token: string;
  /** `app…` */
  readonly baseId: string;
  /** Name or id (`tbl…`) of the table. */
  readonly table: string;
}
