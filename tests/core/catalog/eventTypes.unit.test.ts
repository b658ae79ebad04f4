import {
  EVENT_CATEGORIES,
  type PrivacyClass,
} from '../../../nodes/core/catalog/eventTypeDefinition';
import { EVENT_TYPES, findEventType } from '../../../nodes/core/catalog/eventTypes';

const NAMES = {
  SMS: 'MESSAGE_SENT MESSAGE_FAILED MESSAGE_DELIVERED INBOUND_REPLY LINK_CLICKED OPT_OUT',
  CAMPAIGN: 'CAMPAIGN_ENROLLED CAMPAIGN_REMOVED CAMPAIGN_COMPLETED',
  BOOKING: 'BOOKING_CONFIRMED BOOKING_CANCELLED BOOKING_RESCHEDULED',
  CONVERSATION:
    'AI_RESPONSE_SENT QUALIFYING_QUESTION_ASKED QUALIFYING_ANSWER_CAPTURED NURTURE_SCHEDULED ' +
    'CIRCUIT_BREAKER_TRIGGERED CONVERSATION_ESCALATED',
  MANUAL: 'STATUS_CHANGED NOTE_ADDED LEAD_CLAIMED',
  SYSTEM: 'ENRICHMENT_COMPLETED ICP_SCORE_UPDATED workflow.execution_failed',
};

const STRICTNESS: readonly PrivacyClass[] = ['keep', 'mask', 'hash', 'drop'];

describe('the catalog', () => {
  it.each(EVENT_CATEGORIES)('holds exactly the event types of %s', (category) => {
    const names = EVENT_TYPES.filter((type) => type.category === category).map(({ name }) => name);
    expect(names).toEqual(NAMES[category].split(' '));
  });

  it('has 24 event types, each with a name of its own', () => {
    expect(new Set(EVENT_TYPES.map(({ name }) => name)).size).toBe(24);
    expect(EVENT_TYPES).toHaveLength(24);
  });

  it('finds a type by exactly its name', () => {
    expect(findEventType('OPT_OUT')?.label).toBe('Opt Out');
    expect(findEventType('opt_out')).toBeUndefined();
    expect(findEventType('constructor')).toBeUndefined();
  });

  it.each(EVENT_TYPES)('names each payload field of $name once', ({ fields }) => {
    const names = fields.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z][a-z_]*$/);
    expect(names).not.toContain('message');
    expect(names).not.toContain('message_content');
  });

  it.each(EVENT_TYPES)('describes $name with fields that it has', (type) => {
    const known = new Set(['message', ...type.fields.map(({ name }) => name)]);
    const used = [...type.descriptionTemplate.matchAll(/\{(\w+)/g)].map((match) => match[1]);
    for (const name of used) expect(known).toContain(name);
    expect(type.descriptionTemplate.replace(/\{\w+(\|[^{}]*)?\}/g, '')).not.toMatch(/[{}]/);
  });

  it.each(EVENT_TYPES)('is never laxer about $name under Strict than by default', ({ fields }) => {
    for (const { privacy, strictPrivacy = privacy } of fields) {
      expect(STRICTNESS.indexOf(strictPrivacy)).toBeGreaterThanOrEqual(STRICTNESS.indexOf(privacy));
    }
  });

  it('keeps everything of CRM events by default, but not emails and phones under Strict', () => {
    const fields = EVENT_TYPES.flatMap((type) => type.fields);
    expect(fields.every(({ privacy }) => privacy === 'keep')).toBe(true);
    const personal = fields.filter(({ name }) => /email|phone/.test(name));
    expect(personal.length).toBeGreaterThan(0);
    expect(
      personal.every(({ strictPrivacy }) => ['mask', 'hash'].includes(strictPrivacy ?? '')),
    ).toBe(true);
  });
});
