import type { SlackMessage } from '../../stand/services/slackServer';

/** What stands in events alone: see IssuedEvents. */
const OF_EVENTS = /serial \d|Grüße|note_id|pinned|user-\d|recSoak|key 0|no UUID/;

/** Messages that Slack showed, and how many that went out held something of an event. */
export function leaksIn(messages: readonly SlackMessage[]): { sent: number; leaking: number } {
  return {
    sent: messages.filter(({ taken }) => taken).length,
    leaking: messages.filter(({ text }) => OF_EVENTS.test(text)).length,
  };
}
