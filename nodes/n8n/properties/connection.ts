import type { INodeCredentialDescription, INodeProperties } from 'n8n-workflow';

/** The credentials that *Connection* chooses between. Every node that takes them tests ours. */
export const postgresCredentials: INodeCredentialDescription[] = [
  {
    name: 'postgres',
    required: true,
    displayOptions: { show: { connection: ['postgres'] } },
  },
  {
    name: 'activityLogPostgresApi',
    required: true,
    testedBy: 'activityLogPostgresTest',
    displayOptions: { show: { connection: ['activityLogPostgresApi'] } },
  },
];

export const connectionProperty: INodeProperties = {
  displayName: 'Connection',
  name: 'connection',
  type: 'options',
  noDataExpression: true,
  options: [
    {
      name: 'Postgres Credential',
      value: 'postgres',
      description: 'The credential that the Postgres node of n8n uses',
    },
    {
      name: 'Activity Log PostgreSQL Credential',
      value: 'activityLogPostgresApi',
      description: 'Verified TLS with a certificate authority and client certificate of your own',
    },
  ],
  default: 'postgres',
};

/**
 * Where the panel shows the credentials: n8n would put them beside the last parameter that one of
 * them depends on, which is the retry queue or the alerts at the panel's end.
 */
export const credentialsPlace: INodeProperties = {
  displayName: 'Credentials',
  name: 'credentials',
  type: 'credentials',
  default: '',
};
