import fc from 'fast-check';
import { ConfigurationError } from '../../../nodes/core/errors';
import { parseInstant } from '../../../nodes/core/timeline/parseInstant';

const iso = (text: string, zone = 'UTC') =>
  new Date(parseInstant(text, 'Filters: After', zone)).toISOString();

describe('a date of the panel', () => {
  it('gives back every instant that JavaScript writes', () => {
    const dates = fc.date({
      min: new Date('0001-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59.999Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(dates, (date) => {
        expect(parseInstant(date.toISOString(), 'Filters: After', 'Asia/Kolkata')).toBe(
          date.getTime(),
        );
      }),
    );
  });

  it.each([
    ['2025-11-07T14:30:00+02:00', '2025-11-07T12:30:00.000Z'],
    ['2025-11-07T14:30:00-0530', '2025-11-07T20:00:00.000Z'],
    ['2025-11-07 14:30Z', '2025-11-07T14:30:00.000Z'],
    ['2025-11-07T14:30:00.123456Z', '2025-11-07T14:30:00.123Z'],
    [' 2025-11-07 ', '2025-11-07T00:00:00.000Z'],
  ])('reads %s', (text, expected) => {
    expect(iso(text)).toBe(expected);
  });

  it.each([
    ['2025-11-07T14:30:00', 'Europe/Berlin', '2025-11-07T13:30:00.000Z'],
    ['2025-07-07', 'Europe/Berlin', '2025-07-06T22:00:00.000Z'],
    ['2025-07-07T00:00:00', 'America/New_York', '2025-07-07T04:00:00.000Z'],
    ['2025-03-30T02:30:00', 'Europe/Berlin', '2025-03-30T01:30:00.000Z'],
    ['2025-03-09T02:30:00', 'America/New_York', '2025-03-09T07:30:00.000Z'],
    ['2025-10-26T02:30:00', 'Europe/Berlin', '2025-10-26T00:30:00.000Z'],
    ['2025-11-02T01:30:00', 'America/New_York', '2025-11-02T05:30:00.000Z'],
    ['2025-01-01T00:00:00', 'Asia/Kathmandu', '2024-12-31T18:15:00.000Z'],
  ])('reads %s without an offset as a time in %s', (text, zone, expected) => {
    expect(iso(text, zone)).toBe(expected);
  });

  it.each([
    'yesterday',
    '07.11.2025',
    '2025-02-30',
    '2025-13-01',
    '2025-00-10',
    '2025-11-07T24:00:00',
    '2025-11-07T10:60:00Z',
    '1730980000000',
  ])('refuses %s by naming the parameter and the form, not the value', (text) => {
    const attempt = () => parseInstant(text, 'Filters: Before', 'UTC');
    expect(attempt).toThrow(ConfigurationError);
    expect(attempt).toThrow(
      `The parameter Filters: Before is not a date; it is text of ${text.length} character`,
    );
  });

  it('is refused in a zone that does not exist, without its name', () => {
    const read = () => iso('2025-11-07', 'Nowhere/Secret');
    expect(read).toThrow(ConfigurationError);
    expect(read).not.toThrow('Secret');
  });
});
