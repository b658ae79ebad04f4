import * as fc from 'fast-check';
import { parkPayload } from '../../../nodes/core/activity/parkPayload';

const hidden = (value: unknown): unknown => JSON.parse(parkPayload(value, () => '#'));

describe('a parked payload whose texts are hidden', () => {
  it('keeps structure, names, small numbers, booleans and nulls', () => {
    const fields = { note: 'Sarah', list: ['a', { b: 'c' }], count: 3, ok: true, none: null };
    expect(hidden({ fields })).toEqual({
      fields: { note: '#', list: ['#', { b: '#' }], count: 3, ok: true, none: null },
    });
  });

  it.each([[4085551234], [-4085551234], [14085551234.5], [1234567]])(
    'hides the number %p, which may be a phone',
    (number) => expect(hidden({ fields: { number } })).toEqual({ fields: { number: '#' } }),
  );

  it('hides texts within what JSON cannot say', () => {
    const fields = {
      map: new Map([['Sarah', 'Lee']]),
      error: new Error('Sarah'),
      big: 4085551234n,
      bytes: Buffer.from('Sarah'),
      tagged: { $activityLog: 'number', value: 'Sarah' },
      named: function Sarah() {},
      symbol: Symbol('Sarah'),
    };
    const text = parkPayload({ fields }, () => '#');
    expect(text).not.toMatch(/Sarah|Lee|408|U2FyYWg/);
    expect(JSON.parse(text)).toMatchObject({
      fields: { map: { $activityLog: 'map', value: [['#', '#']] } },
    });
  });

  it('keeps the numbers that JSON cannot say', () => {
    expect(hidden([NaN])).toEqual([{ $activityLog: 'number', value: 'NaN' }]);
  });

  it('keeps what repairs the event: type, tenant, time, and how the lead is named', () => {
    const given = {
      eventType: 'MESAGE_SENT',
      tenant: 'acme',
      timestamp: '2025-11-07T08:15:05.123Z',
      lead: { by: 'email', value: 'sarah@example.com' },
    };
    expect(hidden(given)).toEqual({ ...given, lead: { by: 'email', value: '#' } });
    expect(hidden({ timestamp: 1762503305123 })).toEqual({ timestamp: 1762503305123 });
  });

  it.each([
    ['a type that is no name', { eventType: 'Sarah called' }],
    ['a time that is none', { timestamp: 'when Sarah called' }],
    ['a way to name a lead that there is none of', { lead: { by: 'Sarah' } }],
    ['a lead that is a text', { lead: 'Sarah' }],
    ['the same names deeper down', { fields: { eventType: 'SARAH', tenant: 'Sarah' } }],
    ['a text alone', 'Sarah'],
  ])('hides %s', (_, value) => {
    expect(parkPayload(value, () => '#')).not.toMatch(/sarah/i);
  });

  it('shows no text of any value, whatever its form', () => {
    const secret = fc.constant('Rumpelstiltskin');
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 4 },
        secret,
        fc.array(tie('any'), { maxLength: 3 }),
        fc.dictionary(fc.string(), tie('any'), { maxKeys: 3 }),
        fc.array(tie('any'), { maxLength: 3 }).map((values) => new Set(values)),
        fc.dictionary(fc.constantFrom('$activityLog', 'value', 'lead', 'by'), tie('any')),
      ),
    })).any;
    fc.assert(
      fc.property(value, (payload) => {
        expect(parkPayload(payload, () => '#')).not.toContain('Rumpelstiltskin');
      }),
      { numRuns: 1000 },
    );
  });
});
