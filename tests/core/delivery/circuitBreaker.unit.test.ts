import {
  type Admission,
  CircuitBreaker,
  CircuitBreakers,
} from '../../../nodes/core/delivery/circuitBreaker';
import { ManualClock } from '../../support/manualClock';
import { failure } from '../../support/queueEntries';

const refused = failure({ code: 'ECONNREFUSED', message: 'PostgreSQL refuses connections.' });
const kindOf = ({ kind }: Admission) => kind;

let clock: ManualClock;
let breaker: CircuitBreaker;
beforeEach(() => {
  clock = new ManualClock();
  breaker = new CircuitBreaker(clock);
});

function opened(): void {
  breaker.failed(refused);
  breaker.failed(refused);
}

describe('a closed circuit', () => {
  it('lets all tries through after one exhausted batch', () => {
    breaker.failed(refused);
    expect(breaker.admit()).toEqual({ kind: 'allTries' });
  });

  it('opens after two in a row', () => {
    opened();
    expect(breaker.isClosed).toBe(false);
    expect(kindOf(breaker.admit())).toBe('refused');
  });

  it('stays closed when the target answered in between', () => {
    breaker.failed(refused);
    breaker.answered();
    breaker.failed(refused);
    expect(kindOf(breaker.admit())).toBe('allTries');
  });
});

describe('an open circuit', () => {
  it('refuses in the words of the last failure, in its lane, as the same incident', () => {
    opened();
    const admission = breaker.admit();
    expect(admission).toMatchObject({
      kind: 'refused',
      failure: { lane: 'transient', code: 'circuit_open', hint: refused.hint, cause: refused },
    });
    const words = admission.kind === 'refused' ? admission.failure.message : '';
    expect(words).toContain('PostgreSQL refuses connections. (ECONNREFUSED)');
  });

  it('refuses for 30 s, then lets one caller try once and nobody else', () => {
    opened();
    clock.advance(29_999);
    expect(kindOf(breaker.admit())).toBe('refused');
    clock.advance(1);
    expect([breaker.admit(), breaker.admit(), breaker.admit()].map(kindOf)).toEqual([
      ...['oneTry', 'refused', 'refused'],
    ]);
  });

  it('closes when that try is answered', () => {
    opened();
    clock.advance(30_000);
    breaker.admit();
    breaker.answered();
    expect(breaker.admit()).toEqual({ kind: 'allTries' });
    breaker.failed(refused);
    expect(breaker.isClosed).toBe(true);
  });

  it('stays open for 30 s more when that try fails', () => {
    opened();
    clock.advance(30_000);
    breaker.admit();
    clock.advance(8000);
    breaker.failed(refused);
    clock.advance(29_999);
    expect(kindOf(breaker.admit())).toBe('refused');
    clock.advance(1);
    expect(kindOf(breaker.admit())).toBe('oneTry');
  });

  it('lets another caller try when the first never came back', () => {
    opened();
    clock.advance(30_000);
    breaker.admit();
    clock.advance(30_000);
    expect(kindOf(breaker.admit())).toBe('oneTry');
  });
});

describe('the breakers of a process', () => {
  it('are one per target', () => {
    const breakers = new CircuitBreakers(clock);
    breakers.of('a').failed(refused);
    breakers.of('a').failed(refused);
    expect([breakers.of('a').isClosed, breakers.of('b').isClosed]).toEqual([false, true]);
  });

  it('forget the target that was not used for longest when there are too many', () => {
    const breakers = new CircuitBreakers(clock);
    for (const target of ['old', 'used', 'old', 'used']) breakers.of(target).failed(refused);
    for (let other = 0; other < 199; other++) breakers.of(`other ${other}`);
    expect(breakers.of('used').isClosed).toBe(false);
    expect(breakers.of('old').isClosed).toBe(true);
  });
});
