import type { Mutant } from './mutant';

const IDENTITY = 'nodes/core/activity/eventIdentity.ts';
const IDENTITY_TEST = 'tests/core/activity/eventIdentity.unit.test.ts';

/** What an event is: identity, hash, privacy, names. */
export const EVENT_MUTANTS: readonly Mutant[] = [
  {
    name: 'ids of another UUID version',
    file: IDENTITY,
    find: '`8${identityHash.slice(0, 3)}`',
    replace: '`4${identityHash.slice(0, 3)}`',
    test: IDENTITY_TEST,
  },
  {
    name: 'one dedupe key for all tenants',
    file: IDENTITY,
    find: 'hashOf([tenant, eventType, key])',
    replace: 'hashOf([eventType, key])',
    test: IDENTITY_TEST,
    title: 'tells a send from its receipt and one tenant from another',
  },
  {
    name: 'one identity for all items of a run',
    file: IDENTITY,
    find: 'nodeId, runIndex, itemIndex]);',
    replace: 'nodeId, runIndex]);',
    test: IDENTITY_TEST,
  },
  {
    name: 'payload hash without the message',
    file: 'nodes/core/activity/payloadHash.ts',
    find: 'message: messageContent,',
    replace: 'message: null,',
    test: 'tests/core/activity/payloadHash.unit.test.ts',
  },
  {
    name: 'payload hash that depends on the order of fields',
    file: 'nodes/core/activity/canonicalJson.ts',
    find: '.sort()',
    replace: '',
    test: 'tests/core/activity/payloadHash.unit.test.ts',
    title: 'does not depend on the order of fields',
  },
  {
    name: 'Strict privacy masks nothing',
    file: 'nodes/core/activity/redactEvent.ts',
    find: 'redactPersonalParts(event, mode,',
    replace: "redactPersonalParts(event, 'off',",
    test: 'tests/core/activity/redactEvent.unit.test.ts',
    title: 'leaves no personal value anywhere',
  },
  {
    name: 'the time of a rerun is taken anew',
    file: 'nodes/core/activity/timestampMemory.ts',
    find: 'if (known !== undefined && known.until > elapsed) return',
    replace: 'if (known !== undefined && known.until < elapsed) return',
    test: 'tests/core/activity/timestampMemory.unit.test.ts',
  },
  {
    name: 'the farthest names instead of the nearest',
    file: 'nodes/core/catalog/nearestNames.ts',
    find: 'a.distance - b.distance',
    replace: 'b.distance - a.distance',
    test: 'tests/core/catalog/nearestNames.unit.test.ts',
    title: 'the nearest first',
  },
];
