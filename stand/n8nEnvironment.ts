import { join } from 'node:path';
import type { EmbeddedServer } from './embeddedPostgres';
import type { RedisServer } from './redisServer';

/** What every process of an n8n is given. */
export interface N8nSurroundings {
  readonly userFolder: string;
  /** n8n's task broker listens here. */
  readonly brokerPort: number;
  readonly encryptionKey: string;
  /** Holds n8n's own tables. */
  readonly database: EmbeddedServer;
  /** Carries executions to workers; null: n8n runs them itself. */
  readonly redis: RedisServer | null;
}

const ON = 'true';
const OFF = 'false';

/** n8n leaves files behind in the system's folder for temporary files; here they are its own. */
export function temporaryFolder(userFolder: string): string {
  return join(userFolder, 'temporary');
}

/** Whatever n8n reads of its surroundings; nothing of another n8n on this machine. */
export function environmentOf(surroundings: N8nSurroundings): NodeJS.ProcessEnv {
  const { database, redis, userFolder } = surroundings;
  const temporary = temporaryFolder(userFolder);
  return {
    ...inheritedEnvironment(),
    TMPDIR: temporary,
    TEMP: temporary,
    TMP: temporary,
    N8N_USER_FOLDER: userFolder,
    N8N_ENCRYPTION_KEY: surroundings.encryptionKey,
    N8N_RUNNERS_BROKER_PORT: `${surroundings.brokerPort}`,
    DB_TYPE: 'postgresdb',
    DB_POSTGRESDB_HOST: database.host,
    DB_POSTGRESDB_PORT: `${database.port}`,
    DB_POSTGRESDB_DATABASE: 'postgres',
    DB_POSTGRESDB_USER: database.user,
    DB_POSTGRESDB_PASSWORD: database.password,
    EXECUTIONS_DATA_SAVE_ON_SUCCESS: 'all',
    EXECUTIONS_DATA_SAVE_ON_ERROR: 'all',
    N8N_UNVERIFIED_PACKAGES_ENABLED: ON,
    // n8n looks every 15 s for what was published while it was down.
    N8N_WORKFLOW_PUBLICATION_OUTBOX_POLL_INTERVAL_MS: '500',
    ...(redis === null ? {} : queueMode(redis)),
    ...NOTHING_OUTSIDE,
  };
}

function queueMode(redis: RedisServer): Record<string, string> {
  return {
    EXECUTIONS_MODE: 'queue',
    QUEUE_BULL_REDIS_HOST: redis.host,
    QUEUE_BULL_REDIS_PORT: `${redis.port}`,
  };
}

/** Settings of another n8n on this machine, or of npm, are not for this one. */
function inheritedEnvironment(): NodeJS.ProcessEnv {
  const foreign =
    /^(N8N_|DB_|EXECUTIONS_|WEBHOOK_|QUEUE_|OFFLOAD_|npm_|NODE_OPTIONS$|NODE_ENV$|JEST_)/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}

/** Whatever calls the internet on n8n's own account, or needs what is not installed here. */
const NOTHING_OUTSIDE = {
  N8N_DIAGNOSTICS_ENABLED: OFF,
  N8N_VERSION_NOTIFICATIONS_ENABLED: OFF,
  N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: OFF,
  N8N_DYNAMIC_BANNERS_ENABLED: OFF,
  N8N_HIRING_BANNER_ENABLED: OFF,
  N8N_TEMPLATES_ENABLED: OFF,
  N8N_PERSONALIZATION_ENABLED: OFF,
  N8N_VERIFIED_PACKAGES_ENABLED: OFF,
  N8N_LICENSE_AUTO_RENEW_ENABLED: OFF,
  N8N_PYTHON_ENABLED: OFF,
};
