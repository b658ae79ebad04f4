import type { Field } from './field';
import type { Question } from './question';
import { SPOOL_FILES, WAITING } from './statusReads';

const ROUNDS = 300;
/** The goal for a log of any size, in milliseconds. */
const ALLOWED = 50;

/** What an administrator puts on a wall, after an outage. */
export function statusQuestion(field: Field): Question {
  const waiting = `${WAITING.toLocaleString('en')} entries and ${SPOOL_FILES} spool files`;
  return {
    name: `Get Status with ${waiting}`,
    ours: { name: 'core', read: () => field.status() },
    peers: [],
    allowed: ALLOWED,
    isOfAnySize: true,
    rounds: ROUNDS,
  };
}
