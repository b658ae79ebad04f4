import { JOHN } from '../../../stand/story/leads';
import { type IssuedRecord, RECORDS } from '../../../stand/story/records';
import { printTimeline, timelineFindings } from '../../../stand/story/timelines';

const told = (record: IssuedRecord) => ({
  timestamp: record.timestamp,
  eventType: record.event_type,
  category: record.event_category,
  description: record.description,
  message: record.message_content,
  metadata: record.metadata,
  source: record.source,
});
const newestFirst = RECORDS.filter(({ lead }) => lead === JOHN)
  .map(told)
  .sort((a, b) => b.timestamp.localeCompare(a.timestamp));

it('finds nothing wrong with a whole timeline, newest first', () => {
  expect(timelineFindings(JOHN, newestFirst, RECORDS)).toEqual([]);
});

it('finds a missing event, a wrong order and an altered message', () => {
  const altered = newestFirst.map((event, i) => (i === 0 ? { ...event, message: 'other' } : event));
  for (const wrong of [newestFirst.slice(1), [...newestFirst].reverse(), altered]) {
    expect(timelineFindings(JOHN, wrong, RECORDS)).toHaveLength(1);
  }
});

it('prints a timeline as a person reads it', () => {
  expect(printTimeline(JOHN, newestFirst.slice(-2))).toBe(
    [
      'John (recABC123): 2 events',
      '  2025-11-07 08:15  SMS       SMS delivered',
      '  2025-11-07 08:15  SMS       SMS sent: Hey John, saw your form submission...',
      '                              “Hey John, saw your form submission. If you want help...”',
      '',
    ].join('\n'),
  );
});
