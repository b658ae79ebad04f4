import type { Mutant } from './mutant';

const ANNOUNCE = 'nodes/core/alerts/announceIncidents.ts';
const ANNOUNCE_TEST = 'tests/core/alerts/announceIncidents.unit.test.ts';
const GROUP = 'nodes/core/alerts/incidentGroup.ts';
const GROUP_TEST = 'tests/core/alerts/incidentGroup.unit.test.ts';
const INCIDENT = 'nodes/core/alerts/incident.ts';
const ANSWER = 'nodes/core/alerts/slackAnswer.ts';
const CHANNEL_TEST = 'tests/core/alerts/slackAlertChannel.unit.test.ts';
const MESSAGE = 'nodes/core/alerts/slackMessage.ts';
const MESSAGE_TEST = 'tests/core/alerts/slackMessage.unit.test.ts';

/** Sabotages of telling people. */
export const ALERT_MUTANTS: readonly Mutant[] = [
  {
    name: 'alerts: ok:false on HTTP 200 is believed',
    file: ANSWER,
    find: 'if (status === 200 && saysOk(body)) return null;',
    replace: 'if (status === 200) return null;',
    test: CHANNEL_TEST,
    title: 'did not arrive when HTTP 200 says that ok is false',
  },
  {
    name: 'alerts: Retry-After is ignored',
    file: 'nodes/core/alerts/slackAlertChannel.ts',
    find: 'else pace.pause(this.id, refusal.pause);',
    replace: 'else pace.pause(this.id, 0);',
    test: CHANNEL_TEST,
    title: 'is honoured: nothing is sent before it is over',
  },
  {
    name: 'alerts: messages follow without a pause',
    file: 'nodes/core/alerts/slackPace.ts',
    find: 'pace.freeAt = turn + SPACING;',
    replace: 'pace.freeAt = turn;',
    test: CHANNEL_TEST,
    title: 'go out one a second',
  },
  {
    name: 'alerts: every execution waits for a silent Slack',
    file: 'nodes/core/alerts/slackPace.ts',
    find: 'if (pace.failures >= FAILURES_BEFORE_REST) this.pause(channelId, REST);',
    replace: '',
    test: CHANNEL_TEST,
    title: 'rests for 30 s after two failures',
  },
  {
    name: 'alerts: every failure is told at once',
    file: GROUP,
    find: 'const isDigest = elapsed >= this.nextDigestAt &&',
    replace: 'const isDigest = elapsed >= 0 &&',
    test: ANNOUNCE_TEST,
    title: 'is told again after 5 minutes',
  },
  {
    name: 'alerts: an outage that changes its code is many',
    file: GROUP,
    find: 'return recent.length < MOST_AT_ONCE[this.kind];',
    replace: 'return recent.length < Infinity;',
    test: GROUP_TEST,
    title: 'makes one message at first and one after five minutes',
  },
  {
    name: 'alerts: lost events wait for the digest of their outage',
    file: GROUP,
    find: "if (keptIn === null) return 'lost';",
    replace: '',
    test: GROUP_TEST,
    title: 'put events that are kept nowhere first',
  },
  {
    name: 'alerts: causes that made room are not counted',
    file: GROUP,
    find: 'this.forgotten += incident.sinceLast;',
    replace: 'this.forgotten += 0;',
    test: GROUP_TEST,
    title: 'is bounded, and events of causes that made room are still counted',
  },
  {
    name: 'alerts: incidents are never forgotten',
    file: GROUP,
    find: 'this.incidents.size < MOST_INCIDENTS) return;',
    replace: 'this.incidents.size < 1e6) return;',
    test: GROUP_TEST,
    title: 'is bounded, and events of causes that made room',
  },
  {
    name: 'alerts: an outage ends while it lasts',
    file: GROUP,
    find: 'if (isOutage && !stillFailing.has(incident.lane)) incident.ended = true;',
    replace: 'if (isOutage) incident.ended = true;',
    test: ANNOUNCE_TEST,
    title: 'is not believed while the same lane still fails',
  },
  {
    name: 'alerts: a message counts as told before it arrived',
    file: ANNOUNCE,
    find: 'await channel.send(due.alert, deadline);\n        due.told(clock.elapsed());',
    replace: 'due.told(clock.elapsed());\n        await channel.send(due.alert, deadline);',
    test: ANNOUNCE_TEST,
    title: 'stays due for the next call, with all counts',
  },
  {
    name: 'alerts: a message on its way is sent again',
    file: ANNOUNCE,
    find: 'if (ofTarget === null || ofTarget.isSending) return;',
    replace: 'if (ofTarget === null) return;',
    test: ANNOUNCE_TEST,
    title: 'do not send it twice',
  },
  {
    name: 'alerts: the log repeats what an error says',
    file: ANNOUNCE,
    find: 'return { error: error instanceof Error ? error.name : typeof error };',
    replace: 'return { error: String(error) };',
    test: ANNOUNCE_TEST,
    title: 'an unforeseen error is named without its words',
  },
  {
    name: 'alerts: what was typed into the panel is repeated',
    file: INCIDENT,
    find: 'cause: withoutQuotes(message),',
    replace: 'cause: message,',
    test: MESSAGE_TEST,
    title: 'leaves nothing of itself in the message',
  },
  {
    name: 'alerts: the payload is in the message',
    file: INCIDENT,
    find: 'cure: hint,',
    replace: 'cure: this.newest.payload,',
    test: MESSAGE_TEST,
    title: 'leaves nothing of itself in the message',
  },
  {
    name: 'alerts: a cause can mention the whole channel',
    file: MESSAGE,
    find: ".replaceAll('<', '&lt;')",
    replace: '',
    test: MESSAGE_TEST,
    title: 'cannot be made to mention',
  },
  {
    name: 'alerts: a webhook may be called without TLS',
    file: 'nodes/n8n/slackCredential.ts',
    find: "return url.protocol === 'https:' ||",
    replace: "return url.protocol === 'http:' || url.protocol === 'https:' ||",
    test: 'tests/n8n/slackCredential.unit.test.ts',
    title: 'is refused with the address',
  },
];
