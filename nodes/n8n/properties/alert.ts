import type { INodeCredentialDescription, INodeProperties } from 'n8n-workflow';

/** Whom to tell of incidents. */
export const alertProperty: INodeProperties = {
  displayName: 'Alert',
  name: 'alert',
  type: 'options',
  noDataExpression: true,
  options: [
    { name: 'None', value: 'none', description: 'Output, hints and the log of n8n only' },
    {
      name: 'Slack',
      value: 'slack',
      description: 'One message per incident, then digests, then one when it is over',
    },
  ],
  default: 'none',
  description:
    'Whom to tell when events could not be written; lead data is never in it. The credential that it needs appears among those above.',
};

/** The credential that *Alert* asks for. */
export const alertCredentials: INodeCredentialDescription[] = [
  {
    name: 'activityLogSlackApi',
    required: true,
    displayOptions: { show: { alert: ['slack'] } },
  },
];
