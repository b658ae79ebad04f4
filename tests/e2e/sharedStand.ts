/** The stand that all e2e files share, as startStand.ts leaves it in the environment. */
export interface SharedStand {
  /** Of n8n, without a slash at its end. */
  readonly address: string;
  readonly owner: { readonly email: string; readonly password: string };
  /** What the workflows want in the header x-api-key. */
  readonly apiKey: string;
  /** Ids of the published workflows, by the names of their files. */
  readonly workflows: Readonly<Record<string, { readonly id: string }>>;
  /** The n8n credential of the activity log. */
  readonly postgres: { readonly id: string; readonly name: string };
  /** Of the activity log, as superuser. */
  readonly connectionString: string;
}

const VARIABLE = 'ACTIVITY_LOG_SHARED_STAND';

export function shareStand(stand: SharedStand): void {
  process.env[VARIABLE] = JSON.stringify(stand);
}

export function sharedStand(): SharedStand {
  const text = process.env[VARIABLE];
  if (text === undefined) throw new Error('No stand: run this file with npm run test:e2e.');
  return JSON.parse(text) as SharedStand;
}
