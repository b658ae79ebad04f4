/** How to reach a PostgreSQL server, whichever credential it came from. */
export interface ConnectionConfig {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  readonly maxConnections: number;
  /** False: no TLS. Otherwise what Node.js' TLS needs. */
  readonly ssl:
    | false
    | {
        readonly rejectUnauthorized: boolean;
        readonly ca?: string;
        readonly cert?: string;
        readonly key?: string;
        /** Whether the certificate must name the host; true unless said otherwise. */
        readonly checkServerName?: boolean;
      };
}
