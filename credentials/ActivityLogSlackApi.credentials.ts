import type {
  IAuthenticateGeneric,
  Icon,
  ICredentialTestRequest,
  ICredentialType,
  INodeProperties,
} from 'n8n-workflow';

const shownForWebhook = { displayOptions: { show: { sendBy: ['webhook'] } } };
const shownForToken = { displayOptions: { show: { sendBy: ['botToken'] } } };

/** Where alerts go: a Slack channel, by an incoming webhook or by a bot token. */
export class ActivityLogSlackApi implements ICredentialType {
  name = 'activityLogSlackApi';

  displayName = 'Activity Log Slack API';

  icon: Icon = {
    light: 'file:../nodes/LogActivity/logActivity.svg',
    dark: 'file:../nodes/LogActivity/logActivity.dark.svg',
  };

  documentationUrl = 'https://www.npmjs.com/package/n8n-nodes-activity-log';

  properties: INodeProperties[] = [
    {
      displayName: 'Send By',
      name: 'sendBy',
      type: 'options',
      options: [
        {
          name: 'Bot Token',
          value: 'botToken',
          description: 'One Slack app, any channel it is invited to',
        },
        {
          name: 'Incoming Webhook',
          value: 'webhook',
          description: 'One URL that posts into one channel',
        },
      ],
      default: 'webhook',
    },
    {
      displayName: 'Webhook URL',
      name: 'secretWebhookUrl',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      placeholder: 'e.g. https://hooks.slack.com/services/…',
      description:
        'Whoever has it can post into the channel. The test of this credential posts nothing: it only asks whether n8n can reach Slack.',
      ...shownForWebhook,
    },
    {
      displayName: 'Bot Token',
      name: 'botToken',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      placeholder: 'e.g. xoxb-…',
      description: 'Bot User OAuth Token of a Slack app with the scope chat:write',
      ...shownForToken,
    },
    {
      displayName: 'Channel',
      name: 'channel',
      type: 'string',
      default: '',
      placeholder: 'e.g. C0123456789',
      description: 'ID of the channel, from its details in Slack. Invite the app into it.',
      ...shownForToken,
    },
    {
      displayName: 'Slack API URL',
      name: 'apiUrl',
      type: 'string',
      default: 'https://slack.com/api',
      description: 'For GovSlack: https://slack-gov.com/api',
      ...shownForToken,
    },
  ];

  authenticate: IAuthenticateGeneric = {
    type: 'generic',
    properties: {
      headers: {
        Authorization:
          '={{ $credentials.sendBy === "botToken" ? "Bearer " + $credentials.botToken : undefined }}',
      },
    },
  };

  // A webhook cannot be tried without posting, so only Slack itself is asked whether it answers.
  test: ICredentialTestRequest = {
    request: {
      method: 'GET',
      baseURL:
        '={{ $credentials.sendBy === "botToken" ? $credentials.apiUrl : "https://slack.com/api" }}',
      url: '={{ $credentials.sendBy === "botToken" ? "/auth.test" : "/api.test" }}',
    },
    rules: [
      {
        type: 'responseSuccessBody',
        properties: {
          key: 'ok',
          value: false,
          message: 'Slack refused: copy the Bot User OAuth Token of the app again.',
        },
      },
    ],
  };
}
