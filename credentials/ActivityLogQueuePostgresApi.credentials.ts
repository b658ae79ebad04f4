import { ActivityLogPostgresApi } from './ActivityLogPostgresApi.credentials';

/**
 * A second PostgreSQL that keeps the retry queue, away from the one that keeps the log. A type of
 * its own, because a node has one credential of each type.
 */
export class ActivityLogQueuePostgresApi extends ActivityLogPostgresApi {
  override name = 'activityLogQueuePostgresApi';

  override displayName = 'Activity Log Retry Queue PostgreSQL API';
}
