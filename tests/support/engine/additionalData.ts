import type { IWorkflowExecuteAdditionalData } from 'n8n-workflow';
import type { ExecutionLifecycleHooks } from 'n8n-core';
import { n8nCore } from './n8nEngine';
import { EngineCredentials, type CredentialMap } from './engineCredentials';

/** Address under which the n8n of the tests would be reachable; nothing listens there. */
const BASE_URL = 'http://n8n.test/';

export interface AdditionalDataOptions {
  readonly credentials: CredentialMap;
  readonly executionId: string | undefined;
  readonly workflowId: string;
  readonly hooks?: ExecutionLifecycleHooks;
}

function unsupported(what: string): never {
  throw new Error(`The engine tests cannot ${what}`);
}

/** What n8n's server hands its engine with every execution. */
export function makeAdditionalData(options: AdditionalDataOptions): IWorkflowExecuteAdditionalData {
  return {
    credentialsHelper: new EngineCredentials(options.credentials),
    ...(options.executionId === undefined ? {} : { executionId: options.executionId }),
    ...(options.hooks === undefined ? {} : { hooks: options.hooks }),
    workflowId: options.workflowId,
    currentNodeExecutionIndex: 0,
    variables: {},
    externalSecretsProxy: new (n8nCore().ExternalSecretsProxy)(),
    restApiUrl: `${BASE_URL}rest`,
    instanceBaseUrl: BASE_URL,
    formBaseUrl: `${BASE_URL}form`,
    formWaitingBaseUrl: `${BASE_URL}form-waiting`,
    formTestBaseUrl: `${BASE_URL}form-test`,
    webhookBaseUrl: `${BASE_URL}webhook`,
    webhookWaitingBaseUrl: `${BASE_URL}webhook-waiting`,
    webhookTestBaseUrl: `${BASE_URL}webhook-test`,
    mcpBaseUrl: `${BASE_URL}mcp`,
    mcpTestBaseUrl: `${BASE_URL}mcp-test`,
    logAiEvent: () => undefined,
    executeWorkflow: () => unsupported('run another workflow'),
    getRunExecutionData: () => unsupported('read another execution'),
    getRuntimeCredential: () => Promise.resolve(undefined),
    startRunnerTask: () => unsupported('run a task runner'),
  };
}
