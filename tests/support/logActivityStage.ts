import { TimestampMemory } from '../../nodes/core/activity/timestampMemory';
import type { DeliveryReport } from '../../nodes/core/alerts/deliveryReport';
import { CircuitBreaker } from '../../nodes/core/delivery/circuitBreaker';
import { DEFAULT_RETRY_POLICY } from '../../nodes/core/delivery/retryPolicy';
import { logActivity, type LogActivityParts } from '../../nodes/core/logActivity';
import type { LogReceipt } from '../../nodes/core/logReceipt';
import type { LogRequest } from '../../nodes/core/prepareEvents';
import { SpoolJournal } from '../../nodes/core/spool/spoolJournal';
import { SpoolStore } from '../../nodes/core/spool/spoolStore';
import { MemorySink } from './memorySink';
import { MemorySpoolFiles } from './memorySpoolFiles';
import { MemoryStore } from './memoryStore';
import { origin, target } from './queueEntries';
import { seededRandom } from './seededRandom';
import { silentLogger } from './silentLogger';
import { VirtualClock } from './virtualClock';

/** Log Activity's use case over memory, in virtual time; a queue, then a spool keep what is left. */
export interface MemoryStage {
  readonly clock: VirtualClock;
  readonly sink: MemorySink;
  readonly queue: MemoryStore;
  readonly files: MemorySpoolFiles;
  readonly spool: SpoolStore;
  readonly journal: SpoolJournal;
  readonly reports: DeliveryReport[];
  readonly warnings: string[];
  readonly breaker: CircuitBreaker;
  log(requests: readonly LogRequest[], changes?: Partial<LogActivityParts>): Promise<LogReceipt[]>;
}

export function memoryStage(): MemoryStage {
  const clock = new VirtualClock();
  const random = { ...seededRandom('log activity'), fraction: () => 0.5 };
  const files = new MemorySpoolFiles();
  const warnings: string[] = [];
  const note = (message: string) => void warnings.push(message);
  const world = { clock, random, logger: { ...silentLogger, warn: note, error: note } };
  const spoolParts = { ...world, files, folder: '/spool', host: 'host-1', pid: 1 };
  const spool = new SpoolStore(spoolParts);
  const queue = new MemoryStore('queueTable');
  const reports: DeliveryReport[] = [];
  const sink = new MemorySink();
  const breaker = new CircuitBreaker(clock);
  const announce = (report: DeliveryReport) => Promise.resolve(void reports.push(report));
  const parts: LogActivityParts = {
    ...world,
    ...{ sink, target, breaker, spool, announcer: { announce }, journal: null },
    policy: DEFAULT_RETRY_POLICY,
    signal: undefined,
    stores: { whileAnswering: [queue, spool], whileSilent: [spool, queue] },
    registeredTypes: () => Promise.resolve(new Map()),
    timestamps: new TimestampMemory(clock),
    privacy: { mode: 'catalogDefault', key: null },
  };
  return {
    ...{ clock, sink, queue, files, spool, reports, warnings, breaker },
    journal: new SpoolJournal(spoolParts),
    log: (requests, changes = {}) => logActivity(requests, { ...parts, ...changes }),
  };
}

let executions = 0;

/** As many notes of one new execution; `eventType` says otherwise. */
export function requestsOf(count: number, eventType = 'NOTE_ADDED'): LogRequest[] {
  const executionId = `memory-${++executions}`;
  return Array.from({ length: count }, (_, itemIndex) => ({
    origin: { ...origin, executionId, itemIndex },
    input: { eventType, fields: { note: `note ${itemIndex}` } },
  }));
}
