import type { Json, NodeKind, Value } from './workflowFile';

/** Parameters of our nodes, as their panels name them: a template cannot use any other. */
interface Connection {
  readonly connection: 'postgres' | 'activityLogPostgresApi';
}

type RetryQueue = 'automatic' | 'airtable' | 'postgres';
type Alert = 'none' | 'slack';

interface QueuePlace {
  readonly schema?: Value<string>;
  /** With the retry queue `postgres` alone. */
  readonly queueSchema?: Value<string>;
  readonly spoolFolder?: Value<string>;
}

export interface LogActivityParameters extends Connection {
  readonly eventType: {
    readonly __rl: true;
    readonly mode: 'list' | 'name';
    readonly value: Value<string>;
  };
  readonly leadBy: Value<'airtableId' | 'id' | 'email' | 'none'>;
  readonly leadValue?: Value<string>;
  readonly fieldsMode: 'mapper' | 'json';
  readonly fields?: Json;
  readonly fieldsJson?: Value<string>;
  readonly description?: Value<string>;
  readonly messageContent?: Value<string>;
  readonly additionalFields?: {
    readonly timestamp?: Value<string>;
    readonly source?: Value<string>;
    readonly executionId?: Value<string>;
    readonly tenant?: Value<string>;
    readonly clientId?: Value<string>;
    readonly userId?: Value<string>;
    readonly visitorToken?: Value<string>;
    readonly entityId?: Value<string>;
    readonly sessionId?: Value<string>;
    readonly tier?: Value<string>;
    readonly url?: Value<string>;
    readonly environment?: Value<string>;
    readonly createdBy?: Value<string>;
    readonly schemaVersion?: Value<number>;
    readonly dedupeKey?: Value<string>;
  };
  readonly include?: 'inputAndReceipt' | 'receiptOnly' | 'inputUnchanged';
  readonly receiptField?: string;
  readonly retryQueue?: RetryQueue | 'spool';
  readonly alert?: Alert;
  readonly options?: QueuePlace & {
    readonly attempts?: number;
    readonly firstDelay?: number;
    readonly totalTimeLimit?: number;
    readonly statementTimeout?: number;
    readonly batchSize?: number;
    readonly unknownEventTypes?: 'park' | 'accept';
    readonly privacy?: 'catalogDefault' | 'strict' | 'off';
    readonly durability?: 'standard' | 'journalFirst';
  };
}

/** What our templates use of it: Get Timeline. */
export interface QueryTimelineParameters extends Connection {
  readonly operation: 'getTimeline';
  readonly subject: 'lead' | 'entity' | 'user' | 'visitor' | 'session' | 'execution';
  readonly leadBy?: Value<'id' | 'airtableId' | 'email' | 'name' | 'any'>;
  readonly leadValue?: Value<string>;
  readonly subjectValue?: Value<string>;
  readonly returnAll?: boolean;
  readonly limit?: Value<number>;
  readonly cursor?: Value<string>;
  readonly startAt?: Value<string>;
  readonly filters?: {
    readonly eventTypes?: Value<readonly string[]>;
    readonly categories?: Value<readonly string[]>;
    readonly sources?: Value<string>;
    readonly after?: Value<string>;
    readonly before?: Value<string>;
    readonly dateRange?: Value<string>;
    readonly tenant?: Value<string>;
  };
  readonly output?: 'itemPerEvent' | 'timeline' | 'text';
  readonly simplify?: boolean;
  readonly options?: {
    readonly schema?: Value<string>;
    readonly statementTimeout?: number;
    readonly maxCharacters?: number;
  };
}

/** What our templates use of its Search. */
export interface SearchParameters extends Connection {
  readonly operation: 'search';
  readonly query: Value<string>;
  readonly sortBy: 'time';
  readonly direction: 'ascending' | 'descending';
  readonly returnAll: boolean;
  readonly limit: Value<number>;
  readonly filters: {
    readonly eventTypes: Value<readonly string[]>;
    /** Separated by commas. */
    readonly tenants: Value<string>;
  };
  readonly output: 'itemPerEvent' | 'timeline';
  readonly total?: 'none';
  readonly simplify: boolean;
  readonly options: {
    readonly schema?: Value<string>;
    readonly statementTimeout?: number;
  };
}

export interface ReplayRetryQueueParameters extends Connection {
  readonly operation: 'replay' | 'getStatus' | 'setUpDatabase' | 'maintain';
  readonly limit?: Value<number>;
  readonly output?: 'summary' | 'itemPerEntry';
  readonly dryRun?: boolean;
  readonly retryQueue?: RetryQueue;
  readonly alert?: Alert;
  readonly options?: QueuePlace;
}

function ours(name: string, parameters: object): NodeKind {
  return { type: `n8n-nodes-activity-log.${name}`, typeVersion: 1, parameters };
}

export function logActivity(parameters: LogActivityParameters): NodeKind {
  return ours('logActivity', parameters);
}

export function queryTimeline(parameters: QueryTimelineParameters | SearchParameters): NodeKind {
  return ours('queryTimeline', parameters);
}

export function replayRetryQueue(parameters: ReplayRetryQueueParameters): NodeKind {
  return ours('replayRetryQueue', parameters);
}
