import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

const shownWithTls = { displayOptions: { show: { tls: ['verifyFull', 'verifyCa'] } } };

/** PostgreSQL with verified TLS: what n8n's own Postgres credential has no fields for. */
export class ActivityLogPostgresApi implements ICredentialType {
  name = 'activityLogPostgresApi';

  displayName = 'Activity Log PostgreSQL API';

  icon: Icon = {
    light: 'file:../nodes/LogActivity/logActivity.svg',
    dark: 'file:../nodes/LogActivity/logActivity.dark.svg',
  };

  documentationUrl = 'https://www.npmjs.com/package/n8n-nodes-activity-log';

  properties: INodeProperties[] = [
    { displayName: 'Host', name: 'host', type: 'string', default: 'localhost' },
    { displayName: 'Port', name: 'port', type: 'number', default: 5432 },
    { displayName: 'Database', name: 'database', type: 'string', default: 'postgres' },
    { displayName: 'User', name: 'user', type: 'string', default: 'postgres' },
    {
      displayName: 'Password',
      name: 'password',
      type: 'string',
      typeOptions: { password: true },
      default: '',
    },
    {
      displayName: 'Maximum Number of Connections',
      name: 'maxConnections',
      type: 'number',
      default: 10,
      description: 'Per n8n process; at most 10 are used',
    },
    {
      displayName: 'TLS',
      name: 'tls',
      type: 'options',
      options: [
        {
          name: 'Verify Certificate and Host Name',
          value: 'verifyFull',
          description: 'As sslmode verify-full of PostgreSQL',
        },
        {
          name: 'Verify Certificate Only',
          value: 'verifyCa',
          description: 'As sslmode verify-ca of PostgreSQL',
        },
        { name: 'Disable', value: 'disable', description: 'Send everything unencrypted' },
      ],
      default: 'verifyFull',
    },
    {
      displayName: 'CA Certificate',
      name: 'ca',
      type: 'string',
      typeOptions: { rows: 4 },
      default: '',
      placeholder: '-----BEGIN CERTIFICATE-----',
      description: 'Certificate authority to trust, as PEM. Empty: those that Node.js trusts.',
      ...shownWithTls,
    },
    {
      displayName: 'Client Certificate',
      name: 'clientCertificate',
      type: 'string',
      typeOptions: { password: true, rows: 4 },
      default: '',
      placeholder: '-----BEGIN CERTIFICATE-----',
      ...shownWithTls,
    },
    {
      displayName: 'Client Private Key',
      name: 'clientPrivateKey',
      type: 'string',
      typeOptions: { password: true, rows: 4 },
      default: '',
      placeholder: '-----BEGIN PRIVATE KEY-----',
      ...shownWithTls,
    },
  ];
}
