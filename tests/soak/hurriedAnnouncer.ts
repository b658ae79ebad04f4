import { IncidentAnnouncer } from '../../nodes/core/alerts/announceIncidents';
import type { Announcer } from '../../nodes/core/alerts/deliveryReport';
import { Incidents } from '../../nodes/core/alerts/incidents';
import { SlackAlertChannel } from '../../nodes/core/alerts/slackAlertChannel';
import { SlackPace } from '../../nodes/core/alerts/slackPace';
import { AxiosHttpClient } from '../../nodes/core/http/axiosHttpClient';
import { systemClock } from '../../nodes/core/systemClock';
import { silentLogger } from '../support/silentLogger';
import { hurriedClock } from './hurriedClock';
import { ObservedHttp } from './observed';
import type { SoakWorld } from './soakWorld';

/** The five minutes in which one outage is told become 1.5 s. */
const HASTE = 200;

/** Tells Slack about incidents, in a process whose alerts have less time between them. */
export function openAnnouncer({ services, tally }: SoakWorld): Announcer {
  const clock = hurriedClock(systemClock, HASTE);
  const channel = new SlackAlertChannel({
    clock,
    http: new ObservedHttp(new AxiosHttpClient(clock), tally, 'slack'),
    config: { sendBy: 'webhook', webhookUrl: services.slack.webhookUrl },
    pace: new SlackPace(clock),
  });
  const parts = { channel, incidents: new Incidents(), clock, logger: silentLogger };
  const announcer = new IncidentAnnouncer(parts);
  return { announce: (report, deadline) => announcer.announce(report, deadline * HASTE) };
}
