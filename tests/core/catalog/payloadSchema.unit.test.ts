import type { EventTypeDefinition } from '../../../nodes/core/catalog/eventTypeDefinition';
import { EVENT_TYPES, findEventType } from '../../../nodes/core/catalog/eventTypes';
import { payloadJsonSchema, payloadSchema } from '../../../nodes/core/catalog/payloadSchema';

function typeOf(name: string): EventTypeDefinition {
  const type = findEventType(name);
  if (type === undefined) throw new Error(`The catalog lacks ${name}.`);
  return type;
}

const EXAMPLES = {
  MESSAGE_SENT: {
    campaign_id: 'chatgpt_use_cases',
    phone: '4085551234',
    template_id: 'recXYZ789',
    simpletexting_id: '12345',
  },
  CAMPAIGN_ENROLLED: {
    campaign_id: 'uuid-456',
    campaign_name: 'Problem Mapping Template',
    enrolled_by_user_id: 'uuid-789',
    enrolled_by_email: 'admin@rebel.com',
  },
  BOOKING_CONFIRMED: {
    calendly_event_uri: 'evt_abc123',
    scheduled_at: '2025-11-10T14:00:00Z',
    invitee_name: 'Sarah Lee',
    event_type: 'Strategy Call',
  },
};

describe('the payload schema', () => {
  it.each(Object.entries(EXAMPLES))('accepts the example record of %s', (name, payload) => {
    expect(payloadSchema(typeOf(name)).parse(payload)).toEqual(payload);
    const known = typeOf(name).fields.map((field) => field.name);
    expect(known).toEqual(expect.arrayContaining(Object.keys(payload)));
  });

  it('lets fields pass that the type does not name', () => {
    expect(payloadSchema(typeOf('OPT_OUT')).parse({ extra: [1] })).toEqual({ extra: [1] });
  });

  it('refuses a missing required field and a wrong type', () => {
    const schema = payloadSchema(typeOf('ICP_SCORE_UPDATED'));
    expect(schema.safeParse({}).success).toBe(false);
    expect(schema.safeParse({ new_score: 'high' }).success).toBe(false);
    expect(schema.safeParse({ new_score: 87 }).success).toBe(true);
  });

  it.each(['2025-02-30T10:00:00Z', '2025-13-01', 'tomorrow', '10:00'])(
    'refuses %s as the time of a booking',
    (scheduled_at) => {
      const schema = payloadSchema(typeOf('BOOKING_CONFIRMED'));
      expect(schema.safeParse({ scheduled_at }).success).toBe(false);
    },
  );

  it.each(EVENT_TYPES)('says the same of $name in JSON Schema', (type) => {
    const schema = payloadJsonSchema(type) as {
      type: string;
      properties: Record<string, { description: string }>;
      required?: string[];
    };
    expect(schema.type).toBe('object');
    const described = Object.entries(schema.properties).map(([name, field]) => [
      name,
      field.description,
    ]);
    expect(described).toEqual(type.fields.map((field) => [field.name, field.description]));
    const required = type.fields.filter((field) => field.required).map((field) => field.name);
    expect(schema.required ?? []).toEqual(required);
  });
});
