import type {
  ICredentialsDecrypted,
  ICredentialTestFunctions,
  INodeCredentialTestResult,
} from 'n8n-workflow';
import { ActivityLogError } from '../core/errors';
import { classifyError } from '../core/postgres/classifyError';
import { openPool } from '../core/postgres/pool';
import { toLogger } from './logger';
import { toConnectionConfig } from './postgresCredential';

/** The *Test* button of our own PostgreSQL credentials: connects once and says what is wrong. */
export async function activityLogPostgresTest(
  this: ICredentialTestFunctions,
  credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
  try {
    const config = toConnectionConfig('activityLogPostgresApi', credential.data);
    const pool = openPool({ ...config, maxConnections: 1 }, toLogger(this.logger));
    try {
      const client = await pool.connect();
      client.release();
    } finally {
      await pool.end();
    }
    return { status: 'OK', message: 'PostgreSQL answers.' };
  } catch (error) {
    const { message, hint } = error instanceof ActivityLogError ? error : classifyError(error);
    return { status: 'Error', message: `${message} ${hint ?? ''}`.trim() };
  }
}
