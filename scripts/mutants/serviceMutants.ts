import type { Mutant } from './mutant';

const TESTS = 'tests/stand/services';

/** Sabotages of the local services: what they forgive, templates would get away with. */
export const SERVICE_MUTANTS: readonly Mutant[] = [
  {
    name: 'services: Airtable takes any number of requests',
    file: 'stand/services/airtableServer.ts',
    find: 'return at < this.penaltyEnd ? ANSWERS.rateLimit : null;',
    replace: 'return at < this.penaltyEnd ? null : null;',
    test: `${TESTS}/airtableServer.unit.test.ts`,
    title: 'refuses the sixth request of a second',
  },
  {
    name: 'services: Airtable takes a text for a number',
    file: 'stand/services/airtableColumns.ts',
    find: 'const given = typecast ? cast(column, value) : value;',
    replace: 'const given = cast(column, value);',
    test: `${TESTS}/airtableServer.unit.test.ts`,
    title: 'refuses "7" without typecast',
  },
  {
    name: 'services: a quote in a formula needs no escape',
    file: 'stand/services/airtableFormula.ts',
    find: 'if (this.at !== this.text.length)',
    replace: 'if (this.at > this.text.length)',
    test: `${TESTS}/airtableFormula.unit.test.ts`,
    title: 'is refused',
  },
  {
    name: 'services: an SMS whose answer is lost was never sent',
    file: 'stand/services/simpleTextingServer.ts',
    find: "if (fault?.kind === 'hang' || fault?.kind === 'reset') return fault.kind;",
    replace: "if (fault !== undefined && fault.kind !== 'answer') return 'reset';",
    test: `${TESTS}/simpleTextingServer.unit.test.ts`,
    title: 'has sent the message when the answer is lost',
  },
  {
    name: 'services: Calendly signs the body alone',
    file: 'stand/services/calendly.ts',
    find: '.update(`${t}.${body}`)',
    replace: '.update(body)',
    test: `${TESTS}/calendly.unit.test.ts`,
    title: 'is the HMAC of whole seconds, a dot and the body',
  },
];
