import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';

/**
 * A lead chosen from those of the database, for the choice *From List*.
 * @param show what else must hold
 */
export function leadFromList(show: NonNullable<IDisplayOptions['show']> = {}): INodeProperties {
  return {
    displayName: 'Lead',
    name: 'lead',
    type: 'resourceLocator',
    default: { mode: 'list', value: '' },
    required: true,
    description: 'The lead, found by a part of the name or email',
    modes: [
      {
        displayName: 'From List',
        name: 'list',
        type: 'list',
        placeholder: 'Choose a lead…',
        typeOptions: { searchListMethod: 'searchLeads', searchable: true },
      },
      {
        displayName: 'By UUID',
        name: 'id',
        type: 'string',
        placeholder: 'e.g. 6f1b6f52-3f0e-4b0a-9d53-0a4a3c2f7a10',
      },
    ],
    // `show` would show it beside an expression too, and n8n would then ask for a lead from the list.
    displayOptions: { show, hide: { leadBy: [{ _cnd: { not: 'list' } }] } },
  };
}
