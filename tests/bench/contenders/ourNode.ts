import type { INodeParameters } from 'n8n-workflow';
import type { BuiltPackage } from '../builtPackage';
import { FIELDS, smsItems } from '../benchEvents';
import type { BenchServer } from '../benchServer';
import type { Contender } from '../contender';
import { engineRun } from './engineRun';

const TYPE = 'n8n-nodes-activity-log.logActivity';

/** What the editor stores for a resource mapper beside the values. */
const schema = FIELDS.map((id) => ({
  id,
  displayName: id,
  required: false,
  defaultMatch: false,
  display: true,
  canBeUsedToMatch: false,
  type: id === 'sequence_position' ? 'number' : 'string',
}));

const parameters: INodeParameters = {
  connection: 'postgres',
  eventType: { __rl: true, mode: 'list', value: 'MESSAGE_SENT' },
  leadBy: 'airtableId',
  leadValue: '={{ $json.lead }}',
  fieldsMode: 'mapper',
  fields: {
    mappingMode: 'defineBelow',
    value: Object.fromEntries(FIELDS.map((name) => [name, `={{ $json.${name} }}`])),
    matchingColumns: [],
    schema,
  },
  messageContent: '={{ $json.message }}',
};

/** Log Activity, each field mapped by an expression as a person would by dragging. */
export function ourNode(
  name: string,
  place: { server: BenchServer; built: BuiltPackage },
  additionalFields: INodeParameters = {},
): Contender {
  const { server, built } = place;
  const leads = [...server.leads.keys()];
  const node = { type: TYPE, parameters: { ...parameters, additionalFields } };
  return {
    name,
    prepare: async (count) => {
      const run = engineRun(
        { server, node, extraTypes: { [TYPE]: built.node } },
        smsItems(count, leads),
      );
      return run;
    },
  };
}

/** The same with the message id as Dedupe Key. */
export function ourKeyedNode(place: { server: BenchServer; built: BuiltPackage }): Contender {
  return ourNode('Log Activity, with dedupe keys', place, { dedupeKey: '={{ $json.message_id }}' });
}

/** What the engine itself costs: the same items through a node that does nothing. */
export function emptyNode(server: BenchServer): Contender {
  const leads = [...server.leads.keys()];
  const node = { type: 'n8n-nodes-base.noOp' };
  return {
    name: 'engine with an empty node',
    writesNothing: true,
    prepare: async (count) => engineRun({ server, node }, smsItems(count, leads)),
  };
}
