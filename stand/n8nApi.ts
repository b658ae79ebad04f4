import axios, { type AxiosInstance, type AxiosResponse } from 'axios';

/** The login of the stand's owner, or of another person. */
export interface Owner {
  readonly email: string;
  /** n8n asks for 8 characters with a digit and a capital. */
  readonly password: string;
}

/** What n8n takes as a workflow, as far as the stand reads it. */
export interface WorkflowJson {
  readonly name: string;
  readonly nodes: readonly WorkflowNode[];
  readonly connections: Record<string, unknown>;
  readonly settings?: Record<string, unknown>;
  readonly meta?: Record<string, unknown>;
  /** What nodes give when the workflow is tried by hand, by their names. */
  readonly pinData?: Record<string, readonly { readonly json: unknown }[]>;
}

export interface WorkflowNode {
  readonly name: string;
  readonly type: string;
  readonly parameters: Record<string, unknown>;
  /** n8n makes it a part of the address of webhooks whose path has parameters. */
  readonly webhookId?: string;
  readonly credentials?: Record<string, { id: string; name: string }>;
}

export interface CredentialInput {
  readonly name: string;
  readonly type: string;
  readonly data: Record<string, unknown>;
}

export interface Execution {
  readonly id: string;
  readonly status: string;
  readonly finished: boolean;
}

export interface SavedWorkflow {
  readonly id: string;
  readonly versionId: string;
}

interface Invitation {
  readonly user: { readonly inviteAcceptUrl: string };
}

/** n8n ties the login to the browser that asked for it. */
const BROWSER_ID = 'activity-log-stand';
const RUN_WITHIN_MS = 120_000;
const ENDED = ['success', 'error', 'crashed', 'canceled'];

/** n8n's own REST interface, the one that its editor uses. */
export class N8nApi {
  private readonly http: AxiosInstance;

  constructor(address: string) {
    this.http = axios.create({
      baseURL: `${address}/rest`,
      headers: { 'browser-id': BROWSER_ID },
      proxy: false,
      validateStatus: () => true,
    });
  }

  /** Signs in; on a new n8n the owner is created first. */
  async signIn({ email, password }: Owner): Promise<void> {
    const settings = await this.call<{ userManagement: { showSetupOnFirstLoad: boolean } }>(
      'GET',
      '/settings',
    );
    const isNew = settings.userManagement.showSetupOnFirstLoad;
    const answer = isNew
      ? await this.send('POST', '/owner/setup', {
          ...{ email, password, firstName: 'Stand', lastName: 'Owner' },
        })
      : await this.send('POST', '/login', { emailOrLdapLoginId: email, password });
    const cookies = answer.headers['set-cookie'] ?? [];
    this.http.defaults.headers.common['Cookie'] = cookies
      .map((cookie) => cookie.split(';')[0])
      .join('; ');
  }

  /** Invites a person, who accepts; their credentials and workflows are their own. */
  async addMember({ email, password }: Owner): Promise<void> {
    const invitations = [{ email, role: 'global:member' }];
    const [invited] = await this.call<Invitation[]>('POST', '/invitations', invitations);
    if (invited === undefined) throw new Error('n8n invited nobody.');
    const token = new URL(invited.user.inviteAcceptUrl).searchParams.get('token');
    const person = { token, password, firstName: 'Stand', lastName: 'Member' };
    await this.call('POST', '/invitations/accept', person);
  }

  /** Creates a credential, or overwrites the one with this id. Gives its id. */
  async saveCredential(input: CredentialInput, id: string | undefined): Promise<string> {
    const saved =
      id === undefined
        ? await this.call<{ id: string }>('POST', '/credentials', input)
        : await this.call<{ id: string }>('PATCH', `/credentials/${id}`, input);
    return saved.id;
  }

  /** Creates a workflow, or overwrites the one with this id. Its id and that of its new version. */
  saveWorkflow(workflow: WorkflowJson, id: string | undefined): Promise<SavedWorkflow> {
    return id === undefined
      ? this.call('POST', '/workflows', workflow)
      : this.call('PATCH', `/workflows/${id}`, workflow);
  }

  /** Makes a version of a workflow the active one. n8n checks its parameters and credentials. */
  async publishWorkflow({ id, versionId }: SavedWorkflow): Promise<void> {
    await this.call('POST', `/workflows/${id}/activate`, { versionId });
  }

  /** The workflow no longer runs by itself. */
  async unpublishWorkflow(id: string): Promise<void> {
    await this.call('POST', `/workflows/${id}/deactivate`, {});
  }

  /** Runs a workflow from one of its triggers, as its button in the editor does, to its end. */
  async runFromTrigger(workflowId: string, trigger: string): Promise<Execution> {
    const { executionId } = await this.call<{ executionId: string }>(
      'POST',
      `/workflows/${workflowId}/run`,
      { triggerToStartFrom: { name: trigger } },
    );
    const deadline = Date.now() + RUN_WITHIN_MS;
    while (Date.now() < deadline) {
      const execution = await this.call<Execution>('GET', `/executions/${executionId}`);
      if (ENDED.includes(execution.status)) return execution;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`Execution ${executionId} did not end within ${RUN_WITHIN_MS / 1000} s.`);
  }

  /** Names of the node types that n8n has loaded from a package. */
  async nodeTypes(packageName: string): Promise<string[]> {
    const address = (this.http.defaults.baseURL ?? '').replace(/rest$/, 'types/nodes.json');
    const answer = await this.http.get<{ name: string }[]>(address);
    return answer.data.map(({ name }) => name).filter((name) => name.startsWith(`${packageName}.`));
  }

  private async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    return (await this.send(method, path, body)).data.data as T;
  }

  private async send(
    method: string,
    url: string,
    data?: unknown,
  ): Promise<AxiosResponse<{ data: unknown }>> {
    const answer = await this.http.request<{ data: unknown }>({ method, url, data });
    if (answer.status < 300) return answer;
    const words = JSON.stringify(answer.data).slice(0, 1000);
    throw new Error(`n8n answered ${answer.status} to ${method} /rest${url}: ${words}`);
  }
}
