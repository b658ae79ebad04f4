/** What a statement needs of a connection: pg's Client and Pool both have it. */
export interface Queryable {
  query(
    text: string,
    values?: readonly unknown[],
  ): Promise<{ rows: unknown[]; rowCount: number | null; command: string }>;
}
