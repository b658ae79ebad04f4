import { configured, configuredValue } from './configured';
import { configuration, isTrue, onWorkflowError, shape, stopWithError } from './coreNodes';
import { httpRequest } from './httpRequests';
import { howItWorks, section } from './notes';
import { logActivity, queryTimeline } from './ourNodes';
import type { WorkflowDefinition } from './workflowFile';
import {
  FAILURE_PLACE,
  FAILURE_TIME,
  IS_TO_BE_TOLD,
  QUIET_SINCE,
  READ_FAILURE,
  SLACK_MESSAGE,
  UNTOLD,
  UNTOLD_FIELDS,
} from './workflowErrorExpressions';

const LOOKUP_LIMIT_MS = 5000;
const FAILED = 'workflow.execution_failed';
const options = { schema: configured('schema'), spoolFolder: configured('spoolFolder') };

export const workflowErrors: WorkflowDefinition = {
  name: 'Activity Log: workflow errors',
  nodes: [
    { ...onWorkflowError(), name: 'When a Workflow Fails', at: [0, 1] },
    {
      ...configuration({
        slackUrl: 'https://slack.com/api',
        slackChannel: '',
        quietMinutes: 60,
        quoteErrorMessage: false,
        tenant: 'default',
        schema: 'public',
        spoolFolder: '',
      }),
      name: 'Configuration',
      at: [1, 1],
    },
    { ...shape(READ_FAILURE), name: 'Read Failure', at: [2, 1] },
    {
      ...logActivity({
        connection: 'postgres',
        eventType: { __rl: true, mode: 'name', value: FAILED },
        leadBy: 'none',
        fieldsMode: 'json',
        fieldsJson: `={{ $json.fields }}`,
        additionalFields: {
          dedupeKey: `={{ $json.dedupeKey }}`,
          entityId: `={{ $json.place }}`,
          // Of the workflow that failed, not of this one.
          executionId: `={{ $json.executionId }}`,
          source: `={{ $json.source }}`,
          tenant: configured('tenant'),
          timestamp: `={{ $json.timestamp }}`,
        },
        include: 'receiptOnly',
        retryQueue: 'automatic',
        options,
      }),
      // Slack hears of it all the more when nothing could keep it.
      onError: 'continueRegularOutput',
      name: 'Log Activity',
      at: [3, 1],
    },
    {
      ...queryTimeline({
        connection: 'postgres',
        operation: 'getTimeline',
        subject: 'entity',
        subjectValue: FAILURE_PLACE,
        returnAll: false,
        limit: 1,
        filters: {
          eventTypes: [FAILED],
          after: QUIET_SINCE,
          before: FAILURE_TIME,
          tenant: configured('tenant'),
        },
        output: 'timeline',
        simplify: true,
        options: { schema: configured('schema'), statementTimeout: LOOKUP_LIMIT_MS },
      }),
      // While the log cannot be asked, every failure is told.
      onError: 'continueRegularOutput',
      name: 'Find Earlier Failure',
      at: [4, 1],
    },
    { ...isTrue(IS_TO_BE_TOLD), name: 'Is to Be Told', at: [5, 1] },
    {
      ...httpRequest({
        method: 'POST',
        url: `={{ ${configuredValue('slackUrl')} + '/chat.postMessage' }}`,
        credential: 'slackApi',
        body: SLACK_MESSAGE,
      }),
      // A message that comes twice is better than none. n8n also tries again when the answer has a
      // key `error`, as Slack's refusals with HTTP 200 do.
      retryOnFail: true,
      maxTries: 3,
      waitBetweenTries: 5000,
      onError: 'continueRegularOutput',
      name: 'Post to Slack',
      at: [6, 1],
    },
    { ...isTrue(`={{ $json.ok === true }}`), name: 'Is Posted', at: [7, 1] },
    {
      // The newest event about that node, so that its next failure is told.
      ...logActivity({
        connection: 'postgres',
        eventType: { __rl: true, mode: 'name', value: FAILED },
        leadBy: 'none',
        fieldsMode: 'json',
        fieldsJson: UNTOLD_FIELDS,
        additionalFields: { entityId: FAILURE_PLACE, tenant: configured('tenant') },
        include: 'receiptOnly',
        retryQueue: 'automatic',
        options,
      }),
      onError: 'continueRegularOutput',
      name: 'Log Unsent Message',
      at: [8, 1],
    },
    { ...stopWithError(UNTOLD), name: 'Fail Loudly', at: [9, 1] },
  ],
  links: [
    ['When a Workflow Fails', 'Configuration'],
    ['Configuration', 'Read Failure'],
    ['Read Failure', 'Log Activity'],
    ['Log Activity', 'Find Earlier Failure'],
    ['Find Earlier Failure', 'Is to Be Told'],
    ['Is to Be Told', 'Post to Slack'],
    ['Post to Slack', 'Is Posted'],
    ['Is Posted', 'Log Unsent Message', 1],
    ['Log Unsent Message', 'Fail Loudly'],
  ],
  notes: [
    howItWorks({
      how: [
        'Runs when a workflow fails that names this one as its *Error workflow*; n8n starts it for published runs only, not for runs in the editor. The failure becomes a `workflow.execution_failed` event: once per execution, with the workflow, the node, the message and the address of the execution. While the database is away it waits in the retry queue.',
        'Then Slack hears of it: **once per workflow and node** until that node was quiet for *quietMinutes* (60), and again on the next day (UTC). The log itself is the memory, so a storm stays one message across restarts and workers. While the log cannot be asked, every failure is told.',
        'When Slack takes no message after three tries, the execution ends in error, that is logged too, and the next failure of the node is told.',
        'Slack gets no words of the error unless *quoteErrorMessage* is on: services quote what they were sent, e.g. a phone number.',
      ],
      setup: [
        'Create the tables once with *Replay Retry Queue* → *Set Up Database*.',
        'Choose your **Postgres** credential in *Log Activity*, *Find Earlier Failure* and *Log Unsent Message*.',
        'In *Post to Slack* choose a **Slack** credential with the access token of an app that has the scope `chat:write`, and invite the app to the channel.',
        "Enter the channel's id (`C…`) in **Configuration**.",
        '**Publish** this workflow: n8n starts no other. Then choose it in each other workflow under *Settings → Error workflow*; give it none itself.',
        'Try it: publish a workflow of a webhook and *Stop and Error* that names this one, and call its production URL.',
      ],
    }),
    section('Log', 'Keeps the failure, whatever Slack does.', [0, 1], [4, 1]),
    section('Tell', 'Once per workflow and node, not once per failure.', [4, 1], [6, 1]),
  ],
};
