import { TimestampMemory } from '../core/activity/timestampMemory';
import { Incidents } from '../core/alerts/incidents';
import { SlackPace } from '../core/alerts/slackPace';
import { systemClock } from '../core/systemClock';

/** What all executions of one process share. */
interface ProcessState {
  /** So that a rerun of a node finds the time of its first run. */
  readonly timestamps: TimestampMemory;
  readonly incidents: Incidents;
  readonly slackPace: SlackPace;
}

/** On `globalThis`, because n8n may load the package twice (two versions, hot reload). */
const STATE = Symbol.for('n8n-nodes-activity-log.state');

export function processState(): ProcessState {
  const holder = globalThis as { [key: symbol]: ProcessState | undefined };
  return (holder[STATE] ??= {
    timestamps: new TimestampMemory(systemClock),
    incidents: new Incidents(),
    slackPace: new SlackPace(systemClock),
  });
}
