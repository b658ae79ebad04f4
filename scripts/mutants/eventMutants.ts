import type { Mutant } from './mutant';

const IDENTITY = 'nodes/core/activity/eventIdentity.ts';
const REDACT_PARTS = 'nodes/core/activity/redactPersonalParts.ts';
const REDACT_TEST = 'tests/core/activity/redactEvent.unit.test.ts';
const PRIVACY = 'nodes/core/activity/privacy.ts';
const PRIVACY_TEST = 'tests/core/activity/privacy.unit.test.ts';
const HIDE_PARKED = 'nodes/core/activity/hideParkedTexts.ts';
const HIDE_PARKED_TEST = 'tests/core/activity/hideParkedTexts.unit.test.ts';
const MASK = 'nodes/core/activity/maskValue.ts';
const MASK_TEST = 'tests/core/activity/maskValue.unit.test.ts';
const PREPARE = 'nodes/core/prepareEvents.ts';
const PREPARE_TEST = 'tests/core/prepareEvents.unit.test.ts';
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
    test: REDACT_TEST,
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
  {
    name: 'hashes of personal data without the key',
    file: PRIVACY,
    find: "createHmac('sha256', key)",
    replace: "createHmac('sha256', '')",
    test: PRIVACY_TEST,
    title: 'and another key, other hashes',
  },
  {
    name: 'one hash of personal data for all tenants',
    file: PRIVACY,
    find: '[DOMAIN, tenantId, text]',
    replace: '[DOMAIN, text]',
    test: PRIVACY_TEST,
    title: 'gives another tenant',
  },
  {
    name: 'personal data stays where there is no key',
    file: PRIVACY,
    find: 'return maskText;',
    replace: 'return (text) => text;',
    test: PRIVACY_TEST,
    title: 'masks without a key',
  },
  {
    name: 'what is to be hashed is only masked',
    file: REDACT_PARTS,
    find: 'hideValue(value, hashedAs)',
    replace: 'maskValue(value)',
    test: REDACT_TEST,
    title: 'hashes identifying fields',
  },
  {
    name: 'what is to be dropped is masked',
    file: REDACT_PARTS,
    find: "case 'drop':\n      return [];",
    replace: "case 'drop':\n      return [[name, maskValue(value)]];",
    test: REDACT_TEST,
    title: 'drops what the catalog drops',
  },
  {
    name: 'payload hash of what privacy hashes',
    file: 'nodes/core/activity/payloadHash.ts',
    find: "redactPersonalParts(event, mode, 'drop')",
    replace: 'redactPersonalParts(event, mode, (text) => text)',
    test: 'tests/core/activity/payloadHash.unit.test.ts',
    title: 'does not say which identifying value',
  },
  {
    name: 'the payload hash of another privacy mode',
    file: PREPARE,
    find: 'privacy: parts.privacy.mode,',
    replace: "privacy: 'off',",
    test: PREPARE_TEST,
    title: 'compares payloads as its mode leaves them',
  },
  {
    name: 'Strict privacy parks plain text',
    file: PREPARE,
    find: "parkPayload(input, mode === 'strict' ? hideWith(key, tenantId) : null,",
    replace: 'parkPayload(input, null,',
    test: PREPARE_TEST,
    title: 'hides a parked event under Strict',
  },
  {
    name: 'any text passes for the type of a parked event',
    file: HIDE_PARKED,
    find: "typeof value === 'string' && isTypeName(value.trim())",
    replace: "typeof value === 'string'",
    test: HIDE_PARKED_TEST,
    title: 'hides a type that is no name',
  },
  {
    name: 'a parked phone stays when it is a number',
    file: HIDE_PARKED,
    find: '? value : hide(text)',
    replace: '? value : value',
    test: HIDE_PARKED_TEST,
    title: 'which may be a phone',
  },
  {
    name: 'a mask that cuts a letter in two',
    file: MASK,
    find: '([\\p{L}\\p{N}])[^\\s@]*@([\\p{L}\\p{N}.-]{1,253})$/u',
    replace: '(.)[^\\s@]*@([\\w.-]{1,253})$/',
    test: MASK_TEST,
    title: 'never leaves half of a surrogate pair',
  },
  {
    name: 'a mask that leaves a number of two digits',
    file: MASK,
    find: 'digits.length < FEWEST_PHONE_DIGITS ? MASK :',
    replace: 'digits.length < 0 ? MASK :',
    test: MASK_TEST,
    title: 'never leaves more than',
  },
  {
    name: 'a text of any size goes to PostgreSQL',
    file: 'nodes/core/activity/readText.ts',
    find: 'checkSize(field, text);',
    replace: '',
    test: 'tests/core/activity/readText.unit.test.ts',
  },
  {
    name: 'events are accepted that no retry store could keep',
    file: 'nodes/core/prepareEvents.ts',
    find: '  checkKeepable(event, parts.longestKept);\n',
    replace: '',
    test: 'tests/core/prepareEvents.unit.test.ts',
    title: 'is refused before it is tried',
  },
];
