import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

/** The key that pseudonymises personal data; it is sent nowhere. */
export class ActivityLogPrivacyApi implements ICredentialType {
  name = 'activityLogPrivacyApi';

  displayName = 'Activity Log Privacy API';

  icon: Icon = {
    light: 'file:../nodes/LogActivity/logActivity.svg',
    dark: 'file:../nodes/LogActivity/logActivity.dark.svg',
  };

  documentationUrl = 'https://www.npmjs.com/package/n8n-nodes-activity-log';

  properties: INodeProperties[] = [
    {
      displayName: 'Secret Key',
      name: 'secretKey',
      type: 'string',
      typeOptions: { password: true },
      required: true,
      default: '',
      description:
        'At least 32 random characters, e.g. from "openssl rand -hex 32". The same key gives the same value the same hash; with another key, new hashes no longer match old ones.',
    },
  ];
}
