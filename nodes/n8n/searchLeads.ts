import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { ConfigurationError } from '../core/errors';
import { searchLeads as findLeads } from '../core/searchLeads';
import type { TimelineLead } from '../core/timeline/timelineEvent';
import { DEFAULT_STATEMENT_TIMEOUT, DEFAULT_TENANT } from '../core/timeline/timelineRequest';
import { composeTimeline } from './composition';
import { readConnection } from './readConnection';
import { toNodeError } from './toNodeError';

/** Enough to choose from; who is not among them is found by typing more. */
const LISTED = 100;
/** Where a panel keeps its tenant: Query Timeline, and Log Activity. */
const COLLECTIONS = ['filters', 'additionalFields'];

/**
 * Leads for the panel, by a part of name or email; without one, those with the latest events.
 * @throws NodeOperationError when no credential is chosen or the database cannot be asked
 */
export async function searchLeads(
  this: ILoadOptionsFunctions,
  filter?: string,
): Promise<INodeListSearchResult> {
  try {
    const parts = composeTimeline(this, await readConnection(this), { schema: schemaOf(this) });
    const leads = await findLeads(
      {
        tenant: tenantOf(this),
        text: filter ?? '',
        limit: LISTED,
        statementTimeout: DEFAULT_STATEMENT_TIMEOUT,
      },
      parts,
    );
    return { results: leads.map((lead) => ({ name: labelOf(lead), value: lead.id })) };
  } catch (error) {
    throw toNodeError(error, this.getNode(), 0);
  }
}

/** `First Last (email)`, of which anything may be missing. */
function labelOf({ id, firstName, lastName, email }: TimelineLead): string {
  const name = [firstName, lastName]
    .map((part) => part?.trim() ?? '')
    .filter((part) => part !== '')
    .join(' ');
  const address = email?.trim() ?? '';
  if (name === '') return address === '' ? id : address;
  return address === '' ? name : `${name} (${address})`;
}

function schemaOf(context: ILoadOptionsFunctions): string {
  const schema = enteredIn(context, 'options', 'schema');
  return isFixed(schema) ? schema : 'public';
}

/** @throws ConfigurationError for an expression: the panel has no item to evaluate it for */
function tenantOf(context: ILoadOptionsFunctions): string {
  const entered = COLLECTIONS.map((collection) => enteredIn(context, collection, 'tenant'));
  const tenant = entered.find((value) => value !== undefined && value !== '') ?? DEFAULT_TENANT;
  if (isFixed(tenant)) return tenant;
  throw new ConfigurationError({
    message: 'Tenant is an expression, so the list cannot tell whose leads to show.',
    hint: 'Enter the tenant plainly while you choose the lead, or name the lead in another way than From List.',
    code: 'invalid_parameter',
  });
}

function enteredIn(context: ILoadOptionsFunctions, collection: string, name: string): unknown {
  return (context.getCurrentNodeParameter(collection) as Record<string, unknown> | undefined)?.[
    name
  ];
}

function isFixed(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && !value.startsWith('=');
}
