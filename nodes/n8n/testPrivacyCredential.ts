import type {
  ICredentialsDecrypted,
  ICredentialTestFunctions,
  INodeCredentialTestResult,
} from 'n8n-workflow';
import { ActivityLogError } from '../core/errors';
import { toPrivacyKey } from './privacyCredential';

const UNREADABLE = { message: 'The credential cannot be read.', hint: 'Save it again.' };

/** The *Test* button of the privacy credential: no service is asked, only the key's length. */
export function activityLogPrivacyTest(
  this: ICredentialTestFunctions,
  credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
  return Promise.resolve(resultFor(credential.data));
}

function resultFor(data: unknown): INodeCredentialTestResult {
  try {
    toPrivacyKey(data);
    return { status: 'OK', message: 'The key is long enough.' };
  } catch (error) {
    const { message, hint } = error instanceof ActivityLogError ? error : UNREADABLE;
    return { status: 'Error', message: `${message} ${hint ?? ''}`.trim() };
  }
}
