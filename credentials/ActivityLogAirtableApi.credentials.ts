import type {
  IAuthenticateGeneric,
  ICredentialTestRequest,
  ICredentialType,
  Icon,
  INodeProperties,
} from 'n8n-workflow';

/** The Airtable table that keeps what could not be written. */
export class ActivityLogAirtableApi implements ICredentialType {
  name = 'activityLogAirtableApi';

  displayName = 'Activity Log Airtable API';

  icon: Icon = {
    light: 'file:../nodes/LogActivity/logActivity.svg',
    dark: 'file:../nodes/LogActivity/logActivity.dark.svg',
  };

  documentationUrl = 'https://www.npmjs.com/package/n8n-nodes-activity-log';

  properties: INodeProperties[] = [
    {
      displayName: 'Personal Access Token',
      name: 'accessToken',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      required: true,
      description: 'With the scopes data.records:read and data.records:write for the base',
    },
    {
      displayName: 'Base ID',
      name: 'baseId',
      type: 'string',
      default: '',
      required: true,
      placeholder: 'e.g. appXXXXXXXXXXXXXX',
    },
    {
      displayName: 'Table',
      name: 'table',
      type: 'string',
      default: 'Retry Queue',
      required: true,
      description: 'Name or ID of the table; the README lists its columns',
    },
    {
      displayName: 'API URL',
      name: 'apiUrl',
      type: 'string',
      default: 'https://api.airtable.com/v0',
      description: 'Only to be changed when Airtable is reached through a gateway',
    },
  ];

  authenticate: IAuthenticateGeneric = {
    type: 'generic',
    properties: { headers: { Authorization: '=Bearer {{$credentials.accessToken}}' } },
  };

  test: ICredentialTestRequest = {
    request: {
      baseURL: '={{$credentials.apiUrl}}',
      url: '=/{{$credentials.baseId}}/{{encodeURIComponent($credentials.table)}}',
      qs: { maxRecords: 1 },
    },
  };
}
