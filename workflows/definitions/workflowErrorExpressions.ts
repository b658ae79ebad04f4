import { configuredValue } from './configured';

/** Characters of an error's message that are kept: some services answer with a whole page. */
const LONGEST_MESSAGE = 2000;
/** Characters of an *Entity ID*. */
const LONGEST_PLACE = 500;
/** Characters of an error that Slack gets. */
const LONGEST_QUOTE = 300;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

const FAILURE = `$('Read Failure').first().json`;

/**
 * The failure as an event and as words for Slack, without characters that PostgreSQL does not take. n8n gives `execution`, or `trigger` when a workflow
 * failed before it had an execution (docs.n8n.io/integrations/builtin/core-nodes/n8n-nodes-base.errortrigger).
 */
export const READ_FAILURE = `={{ (() => {
  const { execution = {}, trigger = {}, workflow = {} } = $json;
  const error = execution.error ?? trigger.error ?? {};
  const cut = (text, longest) => Array.from(text).slice(0, longest).join('');
  const cleaned = (value) => String(value ?? '').toWellFormed().replaceAll('\\u0000', '');
  const textOf = (value) => cleaned(value) || undefined;
  const node = textOf(execution.lastNodeExecuted ?? error.node?.name);
  const message = textOf(error.message);
  const id = textOf(execution.id);
  const workflowId = textOf(workflow.id) ?? 'unknown';
  const isTime = error.timestamp > 0 && error.timestamp < Date.now() + ${DAY_MS};
  return {
    fields: {
      workflow_id: workflowId,
      workflow_name: textOf(workflow.name),
      failed_node: node,
      error_message: message === undefined ? undefined : cut(message, ${LONGEST_MESSAGE}),
      error_name: textOf(error.name),
      mode: textOf(execution.mode ?? trigger.mode),
      retry_of: textOf(execution.retryOf),
      execution_url: textOf(execution.url),
    },
    executionId: id ?? '',
    source: 'n8n:' + workflowId,
    place: cut('n8n:' + workflowId + ':' + (node ?? ''), ${LONGEST_PLACE}),
    dedupeKey: id === undefined ? '' : 'n8n:' + workflowId + ':' + id + ':failed',
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

/**
 * Unless the newest event about the node, within the quiet time, is an earlier failure of it: that was
 * told, or was silenced by one that was. When its message did not go out, an event of this workflow
 * came after it. Also when the log cannot be asked, or does not have this failure: then Slack is all
 * there is.
 */
export const IS_TO_BE_TOLD = `={{ (() => {
  const [newest] = $json.timeline ?? [];
  return newest === undefined || newest.metadata.workflow_id !== ${FAILURE}.fields.workflow_id || !${IS_KEPT};
})() }}` as const;

const SLACK_ANSWER = `$('Post to Slack').first().json`;
const WHY_UNTOLD = `(${configuredValue('slackChannel')} === '' ? 'Configuration has no slackChannel: enter the id of a channel.' : 'Slack refuses the message: ' + (${SLACK_ANSWER}.error?.message ?? ${SLACK_ANSWER}.error ?? 'no reason given'))`;

export const UNTOLD = `={{ ${WHY_UNTOLD} }}` as const;

/** That nobody was told is a failure of this workflow. */
export const UNTOLD_FIELDS =
  `={{ { workflow_id: $workflow.id, workflow_name: $workflow.name, failed_node: 'Post to Slack', error_message: ${WHY_UNTOLD} } }}` as const;

/** The body of chat.postMessage; \`&\`, \`<\` and \`>\` are escaped as Slack wants it (docs.slack.dev/messaging/formatting-message-text). */
export const SLACK_MESSAGE = `={{ (() => {
  const { fields } = ${FAILURE};
  const configuration = $('Configuration').first().json;
  const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const lines = [
    ':rotating_light: Workflow failed: *' + escaped(fields.workflow_name ?? fields.workflow_id) + '*, at ' + escaped(fields.failed_node ?? 'its start') + (fields.error_name ? ' (' + escaped(fields.error_name) + ')' : ''),
  ];
  if (configuration.quoteErrorMessage && fields.error_message) lines.push('> ' + escaped(Array.from(fields.error_message.replace(/\\s+/g, ' ')).slice(0, ${LONGEST_QUOTE}).join('')));
  if (fields.execution_url) lines.push('<' + escaped(fields.execution_url) + '|Open the execution>');
  if (!${IS_KEPT}) lines.push('The activity log does not have this failure: ' + escaped(${RECEIPT}.message ?? 'nothing could keep it.'));
  return { channel: configuration.slackChannel, text: lines.join('\\n'), unfurl_links: false };
})() }}` as const;
