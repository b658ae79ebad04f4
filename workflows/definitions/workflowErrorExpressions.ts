import { configuredValue } from './configured';

/** Characters of an error's message that are kept: some services answer with a whole page. */
const LONGEST_MESSAGE = 2000;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

const FAILURE = `$('Read Failure').first().json`;

/**
 * The failure as an event and as words for Slack. n8n gives `execution`, or `trigger` when a workflow
 * failed before it had an execution (docs.n8n.io/integrations/builtin/core-nodes/n8n-nodes-base.errortrigger).
 */
export const READ_FAILURE = `={{ (() => {
  const { execution = {}, trigger = {}, workflow = {} } = $json;
  const error = execution.error ?? trigger.error ?? {};
  const textOf = (value) => (value === undefined || value === null || value === '' ? undefined : String(value));
  const node = textOf(execution.lastNodeExecuted ?? error.node?.name);
  const message = textOf(error.message);
  const id = textOf(execution.id);
  const url = textOf(execution.url);
  const isTime = typeof error.timestamp === 'number' && error.timestamp > 0;
  return {
    fields: {
      workflow_id: textOf(workflow.id) ?? 'unknown',
      workflow_name: textOf(workflow.name),
      failed_node: node,
      error_message: message === undefined ? undefined : Array.from(message).slice(0, ${LONGEST_MESSAGE}).join(''),
      error_name: textOf(error.name),
      mode: textOf(execution.mode ?? trigger.mode),
      retry_of: textOf(execution.retryOf),
      execution_url: url,
    },
    executionId: id ?? '',
    source: 'n8n:' + (workflow.id ?? 'unknown'),
    place: 'n8n:' + (workflow.id ?? 'unknown') + ':' + (node ?? ''),
    dedupeKey: id === undefined ? '' : 'n8n:' + workflow.id + ':' + id + ':failed',
    timestamp: new Date(isTime ? error.timestamp : Date.now()).toISOString(),
  };
})() }}` as const;

export const FAILURE_TIME = `={{ ${FAILURE}.timestamp }}` as const;
export const FAILURE_PLACE = `={{ ${FAILURE}.place }}` as const;

/** From here on an earlier failure of the same node has been told: the quiet time, within one day. */
export const QUIET_SINCE = `={{ (() => {
  const time = Date.parse(${FAILURE}.timestamp);
  const startOfDay = time - (time % ${DAY_MS});
  return new Date(Math.max(startOfDay, time - ${configuredValue('quietMinutes')} * ${MINUTE_MS})).toISOString();
})() }}` as const;

const RECEIPT = `$('Log Activity').first().json`;
const IS_KEPT = `['written', 'duplicate', 'deadLettered'].includes(${RECEIPT}.outcome)`;

/** Also when the log cannot be asked, or does not have this failure: then Slack is all there is. */
export const IS_TO_BE_TOLD = `={{ ($json.timeline ?? []).length === 0 || !${IS_KEPT} }}` as const;

/** The body of chat.postMessage; \`&\`, \`<\` and \`>\` are escaped as Slack wants it (docs.slack.dev/messaging/formatting-message-text). */
export const SLACK_MESSAGE = `={{ (() => {
  const { fields } = ${FAILURE};
  const configuration = $('Configuration').first().json;
  const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const lines = [
    ':rotating_light: Workflow failed: *' + escaped(fields.workflow_name ?? fields.workflow_id) + '*, at ' + escaped(fields.failed_node ?? 'its start') + (fields.error_name ? ' (' + escaped(fields.error_name) + ')' : ''),
  ];
  if (configuration.quoteErrorMessage && fields.error_message) lines.push('> ' + escaped(fields.error_message.replace(/\\s+/g, ' ').slice(0, 300)));
  if (fields.execution_url) lines.push('<' + escaped(fields.execution_url) + '|Open the execution>');
  if (!${IS_KEPT}) lines.push('The activity log does not have this failure: ' + escaped(${RECEIPT}.message ?? 'nothing could keep it.'));
  return { channel: configuration.slackChannel, text: lines.join('\\n'), unfurl_links: false };
})() }}` as const;
