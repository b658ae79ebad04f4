import * as fc from 'fast-check';
import { validateEvent } from '../../../nodes/core/activity/validateEvent';
import type { EventTypeLookup } from '../../../nodes/core/catalog/eventTypeLookup';
import { InvalidEventError } from '../../../nodes/core/errors';

const onlyCatalog: EventTypeLookup = { registered: new Map() };
const unreachable: EventTypeLookup = { registered: null };

function refusal(input: unknown, known = onlyCatalog): InvalidEventError {
  try {
    validateEvent(input, known);
  } catch (error) {
    if (error instanceof InvalidEventError) return error;
    throw error;
  }
  throw new Error('The event was accepted.');
}

const sms = (input: Record<string, unknown>) => ({ eventType: 'MESSAGE_SENT', ...input });
const accept = (input: Record<string, unknown>) => validateEvent(sms(input), onlyCatalog);

describe('validateEvent', () => {
  it('reads a whole request', () => {
    const event = validateEvent(
      {
        eventType: ' CAMPAIGN_ENROLLED ',
        lead: { by: 'email', value: ' Sarah@Example.COM ' },
        fields: '{"campaign_id": "uuid-456", "extra": [1, null]}',
        description: 'Enrolled',
        messageContent: ' kept as it is ',
        timestamp: '2025-11-07T15:30:00.5+01:00',
        source: 'ui:campaign-enroll',
        executionId: 28973,
        tenant: 'acme',
        clientId: '3F2504E0-4F89-41D3-9A0C-0305E82C3301',
        userId: 17,
        visitorToken: 'v',
        entityId: 'e',
        sessionId: 's',
        tier: 'clinic',
        url: 'https://example.com/a b',
        environment: 'production',
        createdBy: '3f2504e0-4f89-41d3-9a0c-0305e82c3302',
        schemaVersion: '2',
        dedupeKey: ' key ',
      },
      onlyCatalog,
    );
    expect(event).toEqual({
      eventType: 'CAMPAIGN_ENROLLED',
      eventCategory: 'CAMPAIGN',
      lead: { by: 'email', value: 'sarah@example.com' },
      metadata: { campaign_id: 'uuid-456', extra: [1, null] },
      description: 'Enrolled',
      messageContent: ' kept as it is ',
      timestamp: '2025-11-07T14:30:00.500Z',
      source: 'ui:campaign-enroll',
      executionId: '28973',
      tenantId: 'acme',
      clientId: '3f2504e0-4f89-41d3-9a0c-0305e82c3301',
      userId: '17',
      visitorToken: 'v',
      entityId: 'e',
      sessionId: 's',
      tier: 'clinic',
      url: 'https://example.com/a b',
      environment: 'production',
      createdBy: '3f2504e0-4f89-41d3-9a0c-0305e82c3302',
      schemaVersion: 2,
      dedupeKey: ' key ',
    });
  });

  it.each([undefined, null, ''])('takes %p for not given, whatever the option', (blank) => {
    const options = `lead fields description messageContent timestamp source executionId tenant
      clientId userId visitorToken entityId sessionId tier url environment createdBy schemaVersion
      dedupeKey`.split(/\s+/);
    const given = Object.fromEntries(options.map((name) => [name, blank]));
    expect(accept(given)).toEqual(accept({}));
    expect(accept({})).toMatchObject({ tenantId: 'default', schemaVersion: 1, metadata: {} });
  });

  it('has no lead when none is chosen, whatever else the panel still holds', () => {
    expect(accept({ lead: { by: 'none', value: 'recABC123' } }).lead).toBeNull();
  });

  describe('the event type', () => {
    const registered = new Map([
      ['CALL_MADE', { name: 'CALL_MADE', category: 'PHONE', description: null }],
    ]);

    it('takes its category from the catalog, then from the database', () => {
      expect(accept({}).eventCategory).toBe('SMS');
      const custom = validateEvent({ eventType: 'CALL_MADE' }, { registered });
      expect(custom.eventCategory).toBe('PHONE');
    });

    it('is refused by name when it is in neither, with the nearest of both', () => {
      const error = refusal({ eventType: 'CAL_MADE' }, { registered });
      expect(error).toMatchObject({ field: 'Event Type', code: 'unknown_event_type' });
      expect(error.message).toContain('"CAL_MADE"');
      expect(error.hint).toContain('CALL_MADE');
      expect(refusal({ eventType: 'MESAGE_SENT' }).hint).toContain('MESSAGE_SENT');
    });

    it('is not repeated when it does not look like a name', () => {
      const error = refusal({ eventType: 'Call me back, Sarah' });
      expect(`${error.message} ${error.hint}`).not.toContain('Sarah');
      expect(error.message).toContain('text of 19 characters');
    });

    it('is accepted without a category when the database cannot be asked', () => {
      const event = validateEvent({ eventType: 'user.login', fields: { any: 1 } }, unreachable);
      expect(event).toMatchObject({ eventType: 'user.login', eventCategory: null });
    });

    it.each([{}, { eventType: '' }, { eventType: '  ' }, { eventType: null }])(
      'is demanded: %j',
      (input) => expect(refusal(input, unreachable).field).toBe('Event Type'),
    );
  });

  it.each([null, undefined, 'text', 7, [], () => 1])('refuses %p as a request', (input) => {
    expect(refusal(input)).toBeInstanceOf(InvalidEventError);
  });

  it.each([
    ['Lead', { lead: { by: 'id', value: 'uuid-123' } }],
    ['Lead', { lead: { by: 'id', value: '' } }],
    ['Lead', { lead: { by: 'id', value: 12 } }],
    ['Lead', { lead: { by: 'airtableId', value: 'abc123' } }],
    ['Lead', { lead: { by: 'airtableId', value: 'rec-1' } }],
    ['Lead', { lead: { by: 'airtableId', value: `rec${'a'.repeat(300)}` } }],
    ['Lead', { lead: { by: 'email', value: 'sarah@' } }],
    ['Lead', { lead: { by: 'email', value: 'sarah@localhost' } }],
    ['Lead', { lead: { by: 'email', value: 'a@example.com, b@example.com' } }],
    ['Lead', { lead: { by: 'phone', value: '1' } }],
    ['Lead', { lead: 'recABC123' }],
    ['Client ID', { clientId: 'client' }],
    ['Created By', { createdBy: 'uuid-789' }],
    ['Created By', { createdBy: {} }],
    ['Source', { source: 's'.repeat(101) }],
    ['Source', { source: ['n8n'] }],
    ['Execution ID', { executionId: 'e'.repeat(256) }],
    ['Execution ID', { executionId: 2 ** 60 }],
    ['Event Type', { eventType: 'T'.repeat(101) }],
    ['Tenant', { tenant: true }],
    ['Entity ID', { entityId: 'x'.repeat(501) }],
    ['Schema Version', { schemaVersion: 0 }],
    ['Schema Version', { schemaVersion: 1.5 }],
    ['Schema Version', { schemaVersion: 40000 }],
    ['Schema Version', { schemaVersion: {} }],
    ['Message Content', { messageContent: 'a\0b' }],
    ['Message Content', { messageContent: 'cut \ud83d' }],
    ['Message Content', { messageContent: { text: 'x' } }],
    ['Message Content', { messageContent: 12n }],
    ['Description', { description: '\udc00' }],
    ['Dedupe Key', { dedupeKey: NaN }],
    ['Dedupe Key', { dedupeKey: 'a\0' }],
    ['Dedupe Key', { dedupeKey: Symbol('key') }],
    ['Fields', { fields: '{"phone": ' }],
    ['Fields', { fields: '[1]' }],
    ['Fields', { fields: [1] }],
    ['Fields', { fields: 'null' }],
    ['Fields', { fields: new Date() }],
    ['Fields', { fields: () => 1 }],
    ['Fields: phone', { fields: { phone: { number: 1 } } }],
    ['Fields: phone', { fields: { phone: true } }],
    ['Fields: phone', { fields: { phone: 2 ** 60 } }],
    ['Fields: sequence_position', { fields: { sequence_position: 'first' } }],
    ['Fields: new_status', { eventType: 'STATUS_CHANGED', fields: { new_status: null } }],
    ['Fields: new_status', { eventType: 'STATUS_CHANGED' }],
    ['Fields: pinned', { eventType: 'NOTE_ADDED', fields: { pinned: 'yes' } }],
    ['Fields: scheduled_at', { eventType: 'BOOKING_CONFIRMED', fields: { scheduled_at: 'soon' } }],
    ['Fields: link_url', { eventType: 'LINK_CLICKED', fields: { link_url: 'a b' } }],
    ['Fields: data', { eventType: 'ENRICHMENT_COMPLETED', fields: { data: [1] } }],
    [
      'Fields: fields_updated',
      { eventType: 'ENRICHMENT_COMPLETED', fields: { fields_updated: {} } },
    ],
  ])('names %s when it does not fit: %p', (field, input) => {
    const error = refusal(sms(input));
    expect(error.field).toBe(field);
    expect(error.code).toBe('invalid_event');
    expect(error.message).toContain(field);
    expect(error.hint).toMatch(/\w/);
  });

  it.each([
    ['Event Type', 100, 'eventType'],
    ['Source', 100, 'source'],
    ['Execution ID', 255, 'executionId'],
  ])('counts the characters of %s as PostgreSQL does', (field, limit, option) => {
    const known = { registered: null };
    const fitting = '😀'.repeat(limit);
    expect(() => validateEvent(sms({ [option]: fitting }), known)).not.toThrow();
    expect(refusal(sms({ [option]: `${fitting}x` }), known).field).toBe(field);
  });

  it('makes what expressions often give fit the field', () => {
    expect(accept({ fields: { phone: 4085551234, sequence_position: ' 2 ' } }).metadata).toEqual({
      phone: '4085551234',
      sequence_position: 2,
    });
    const note = validateEvent(
      { eventType: 'NOTE_ADDED', fields: { pinned: 'true' } },
      onlyCatalog,
    );
    expect(note.metadata).toEqual({ pinned: true });
    const at = new Date('2025-11-10T14:00:00Z');
    for (const scheduled_at of [at, at.getTime()]) {
      const input = { eventType: 'BOOKING_CONFIRMED', fields: { scheduled_at } };
      expect(validateEvent(input, onlyCatalog).metadata).toEqual({
        scheduled_at: '2025-11-10T14:00:00.000Z',
      });
    }
  });

  it('leaves out named fields without a value, and keeps other fields as they are', () => {
    const fields = { phone: '', campaign_id: null, extra: null, other: '', gone: undefined };
    expect(accept({ fields }).metadata).toEqual({ extra: null, other: '' });
  });

  it('never says a value in an error', () => {
    const secret = 'kT9#vQ2!zL';
    const text = fc.string().map((head) => `${head}${secret}`);
    const option = fc.constantFrom(
      ...'lead fields timestamp clientId createdBy schemaVersion eventType'.split(' '),
    );
    fc.assert(
      fc.property(text, option, (value, name) => {
        const given = name === 'lead' ? { by: 'airtableId', value } : value;
        const { message, detail, hint } = refusal(sms({ [name]: given }));
        expect(`${message} ${detail} ${hint}`).not.toContain(secret);
      }),
    );
    fc.assert(
      fc.property(text, (key) => {
        const { message, hint, field } = refusal(sms({ fields: { [key]: { [key]: 1n } } }));
        expect(`${message} ${hint} ${field}`).not.toContain(secret);
      }),
    );
  });

  it('throws nothing but InvalidEventError, whatever it is given', () => {
    const anything = fc.anything({ withBigInt: true, withDate: true, withMap: true });
    const input = fc.record({
      lead: anything,
      fields: anything,
      timestamp: anything,
      url: anything,
    });
    fc.assert(
      fc.property(input, (given) => {
        try {
          const event = accept(given);
          expect(JSON.parse(JSON.stringify(event))).toEqual(event);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidEventError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
