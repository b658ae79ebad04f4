import { TimestampMemory } from '../../../nodes/core/activity/timestampMemory';
import type { Clock } from '../../../nodes/core/ports';

const HOUR = 3_600_000;

class HandClock implements Clock {
  milliseconds = 0;
  now = () => new Date(1_762_503_305_000 + this.milliseconds);
  elapsed = () => this.milliseconds;
  sleep = () => Promise.resolve();
}

describe('TimestampMemory', () => {
  it('gives the same key the same time for an hour', () => {
    const clock = new HandClock();
    const memory = new TimestampMemory(clock);
    const first = memory.occurredAt('a');
    clock.milliseconds = HOUR - 1;
    expect(memory.occurredAt('a')).toEqual(first);
    clock.milliseconds = HOUR;
    expect(memory.occurredAt('a').getTime()).toBe(first.getTime() + HOUR);
  });

  it('gives another key the present', () => {
    const clock = new HandClock();
    const memory = new TimestampMemory(clock);
    const first = memory.occurredAt('a');
    clock.milliseconds = 5;
    expect(memory.occurredAt('b').getTime()).toBe(first.getTime() + 5);
  });

  it('hands out copies, so that no caller changes what is remembered', () => {
    const memory = new TimestampMemory(new HandClock());
    const before = memory.occurredAt('a').getTime();
    memory.occurredAt('a').setTime(0);
    memory.occurredAt('a').setTime(0);
    expect(memory.occurredAt('a').getTime()).toBe(before);
  });

  it('holds 10,000 keys and then forgets the oldest', () => {
    const clock = new HandClock();
    const memory = new TimestampMemory(clock);
    const first = memory.occurredAt('key 0');
    for (let i = 1; i < 10_000; i++) memory.occurredAt(`key ${i}`);
    clock.milliseconds = 1;
    expect(memory.occurredAt('key 0')).toEqual(first);
    memory.occurredAt('one more');
    expect(memory.occurredAt('key 1')).toEqual(first);
    expect(memory.occurredAt('key 0')).not.toEqual(first);
  });
});
