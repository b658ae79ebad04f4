import type { Mutant } from './mutant';

const PORTAL = 'workflows/portal-actions.json';
const ACTION_TEST = 'tests/workflows/portalActions.engine.test.ts';
const MISTAKE_TEST = 'tests/workflows/portalMistakes.engine.test.ts';

/** The template that logs what people do in a portal. */
export const PORTAL_MUTANTS: readonly Mutant[] = [
  {
    name: 'a list of addresses is taken for an address',
    file: PORTAL,
    find: "const isString = (value) => typeof value === 'string';",
    replace: 'const isString = (value) => value !== undefined;',
    test: MISTAKE_TEST,
    title: 'leadEmail (add_note, {"note":"Hi","leadEmail":["a@example.com"]})',
  },
  {
    name: 'a portal is told a key that it never sent',
    file: PORTAL,
    find: 'refuse(nameOf(wrong[0]),',
    replace: 'refuse(wrong[0],',
    test: MISTAKE_TEST,
    title: 'the key campaign_id',
  },
  {
    name: 'what a portal action demands may be missing',
    file: PORTAL,
    find: 'value === undefined ? required :',
    replace: 'value === undefined ? false :',
    test: MISTAKE_TEST,
    title: 'the key newStatus',
  },
  {
    name: 'a name of JavaScript is taken for a portal action',
    file: PORTAL,
    find: 'Object.hasOwn(actions, name)',
    replace: 'actions[name]',
    test: MISTAKE_TEST,
    title: 'the key action (constructor',
  },
  {
    name: 'a portal may contradict itself',
    file: PORTAL,
    find: 'if (twice !== undefined)',
    replace: 'if (false)',
    test: MISTAKE_TEST,
    title: 'the key campaign_id (enroll, {"campaign_id":"c-1"',
  },
  {
    name: 'an empty spelling of a key hides the other',
    file: PORTAL,
    find: '[...keysSent, ...given]',
    replace: 'keysSent',
    test: ACTION_TEST,
    title: 'takes a key whose other spelling is empty',
  },
  {
    name: 'a portal is not told which lead counts',
    file: PORTAL,
    find: 'isOtherLead(key) || ',
    replace: '',
    test: ACTION_TEST,
    title: 'takes the first lead of two',
  },
  {
    name: 'an event holds a thing of any length until it is parked',
    file: PORTAL,
    find: 'Array.from(String(value)).length <= 500',
    replace: 'true',
    test: MISTAKE_TEST,
    title: 'the key note_id',
  },
  {
    name: "the portal's event id counts for nothing",
    file: PORTAL,
    find: "'portal:' + textOf('eventId')",
    replace: "'portal:' + $now.toMillis()",
    test: ACTION_TEST,
    title: 'writes one row for an event that comes twice',
  },
  {
    name: 'an action waits for a user whom the database never gets',
    file: PORTAL,
    find: '$json.linkUsers && ',
    replace: '',
    test: ACTION_TEST,
    title: 'logs enroll as its event',
  },
];
