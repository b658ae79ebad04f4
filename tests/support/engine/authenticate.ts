import type {
  ICredentialDataDecryptedObject,
  ICredentialType,
  IHttpRequestOptions,
  INode,
  IRequestOptionsSimplified,
  Workflow,
} from 'n8n-workflow';
import { load } from './n8nEngine';

type KnownCredentials = Record<string, { className: string; sourcePath: string } | undefined>;

/** The credential class that n8n-nodes-base has for a type. */
function credentialType(type: string): ICredentialType {
  const known = load('n8n-nodes-base/dist/known/credentials.json') as KnownCredentials;
  const entry = known[type];
  if (entry === undefined) throw new Error(`n8n-nodes-base has no credential "${type}"`);
  const classes = load(`n8n-nodes-base/${entry.sourcePath}`) as Record<
    string,
    (new () => ICredentialType) | undefined
  >;
  const Credential = classes[entry.className];
  if (Credential === undefined) throw new Error(`${entry.sourcePath} has no ${entry.className}`);
  return new Credential();
}

/** Who asks, for expressions of the credential. */
export interface Asker {
  readonly workflow: Workflow;
  readonly node: INode;
}

/** A request with the headers that its credential's class describes; tests use no other way. */
export function withHeaders(
  request: IHttpRequestOptions | IRequestOptionsSimplified,
  [type, $credentials]: readonly [type: string, ICredentialDataDecryptedObject],
  { workflow, node }: Asker,
): IHttpRequestOptions {
  const { authenticate } = credentialType(type);
  if (typeof authenticate !== 'object') throw new Error(`"${type}" has no generic authentication`);
  const { headers = {}, ...others } = authenticate.properties;
  if (Object.keys(others).length > 0) throw new Error(`"${type}" needs more than headers`);
  const resolved = Object.entries(headers).map(([name, value]) => {
    const expression = typeof value === 'string' ? value : '';
    const additional = { $credentials };
    const text = workflow.expression.getSimpleParameterValue(
      node,
      expression,
      'internal',
      additional,
    );
    return [name, String(text)] as const;
  });
  const merged = { ...request.headers, ...Object.fromEntries(resolved) };
  return { ...request, headers: merged } as IHttpRequestOptions;
}
