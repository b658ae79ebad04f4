import {
  ICredentialsHelper,
  type ICredentialDataDecryptedObject,
  type ICredentials,
  type IHttpRequestOptions,
  type INode,
  type INodeCredentials,
  type INodeCredentialsDetails,
  type INodeProperties,
  type IRequestOptionsSimplified,
  type IWorkflowExecuteAdditionalData,
  type Workflow,
} from 'n8n-workflow';
import { withHeaders } from './authenticate';

/** Credentials of a test: what is stored, by the id that a node's `credentials` names. */
export type CredentialMap = Readonly<Record<string, ICredentialDataDecryptedObject>>;

/** What a node's `credentials` holds to use credentials that are stored under their type. */
export function referencesTo(services: CredentialMap): INodeCredentials {
  const types = Object.keys(services);
  return Object.fromEntries(types.map((type) => [type, { id: type, name: type }]));
}

function notInTests(what: string): never {
  throw new Error(`The engine tests do not ${what} credentials`);
}

/** n8n's credential store over a map: nothing is encrypted, expired or refreshed. */
export class EngineCredentials extends ICredentialsHelper {
  constructor(private readonly credentials: CredentialMap) {
    super();
  }

  async getDecrypted(
    _additionalData: IWorkflowExecuteAdditionalData,
    reference: INodeCredentialsDetails,
    type: string,
  ): Promise<ICredentialDataDecryptedObject> {
    const found = this.credentials[reference.id ?? ''];
    if (found === undefined) {
      throw new Error(
        `Credential with ID "${reference.id ?? ''}" does not exist for type "${type}".`,
      );
    }
    return await Promise.resolve({ ...found });
  }

  isCredentialUsableByNode(): boolean {
    return true;
  }

  getParentTypes(): string[] {
    return [];
  }

  getCredentialsProperties(): INodeProperties[] {
    return [];
  }

  async authenticate(
    credentials: ICredentialDataDecryptedObject,
    type: string,
    request: IHttpRequestOptions | IRequestOptionsSimplified,
    workflow: Workflow,
    node: INode,
  ): Promise<IHttpRequestOptions> {
    return await Promise.resolve(withHeaders(request, [type, credentials], { workflow, node }));
  }

  async preAuthentication(): Promise<undefined> {
    return await Promise.resolve(undefined);
  }

  async runPreAuthentication(): Promise<undefined> {
    return await Promise.resolve(undefined);
  }

  async getCredentials(): Promise<ICredentials> {
    return await Promise.reject(new Error('The engine tests keep no encrypted credentials'));
  }

  async updateCredentials(): Promise<void> {
    await Promise.resolve(notInTests('update'));
  }

  async updateCredentialsOauthTokenData(): Promise<void> {
    await Promise.resolve(notInTests('refresh'));
  }
}
