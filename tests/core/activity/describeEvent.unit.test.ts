import * as fc from 'fast-check';
import { describeEvent } from '../../../nodes/core/activity/describeEvent';
import type { JsonObject } from '../../../nodes/core/json';

const describeIt = (eventType: string, metadata: JsonObject = {}, message: string | null = null) =>
  describeEvent({ eventType, metadata, messageContent: message });

describe('describeEvent', () => {
  it('cuts the message at 50 characters', () => {
    const message = 'Hey John, saw your form submission. If you want help with it, call me.';
    expect(describeIt('MESSAGE_SENT', {}, message)).toBe(`SMS sent: ${message.slice(0, 50)}…`);
    const fitting = 'x'.repeat(50);
    expect(describeIt('MESSAGE_SENT', {}, fitting)).toBe(`SMS sent: ${fitting}`);
  });

  it('does not cut an emoji in two', () => {
    const description = describeIt('MESSAGE_SENT', {}, `${'x'.repeat(49)}😀😀`);
    expect(description).toBe(`SMS sent: ${'x'.repeat(49)}😀…`);
  });

  it('makes white space single', () => {
    expect(describeIt('INBOUND_REPLY', {}, ' Yes,\n\n please ')).toBe(
      'Reply received: Yes, please',
    );
  });

  it('fills in payload fields, and falls back where one is missing', () => {
    expect(describeIt('CAMPAIGN_ENROLLED', { campaign_name: 'Spring' })).toBe(
      'Enrolled in campaign: Spring',
    );
    expect(describeIt('STATUS_CHANGED', { new_status: 'Booked' })).toBe(
      'Status changed from unknown to Booked',
    );
    expect(describeIt('ICP_SCORE_UPDATED', { old_score: 0, new_score: 87 })).toBe(
      'ICP score changed from 0 to 87',
    );
  });

  it('leaves no dangling colon when nothing follows', () => {
    expect(describeIt('MESSAGE_SENT')).toBe('SMS sent');
    expect(describeIt('BOOKING_CONFIRMED')).toBe('Calendly booking confirmed');
  });

  it('does not read placeholders or patterns out of values', () => {
    expect(describeIt('MESSAGE_SENT', {}, '{phone} $& $1')).toBe('SMS sent: {phone} $& $1');
  });

  it('calls a type without a template by its name', () => {
    expect(describeIt('order.parcel_shipped')).toBe('Order parcel shipped');
    expect(describeIt('___')).toBe('___');
  });

  it('shows the first 50 characters with single spaces, whatever the message is made of', () => {
    const unit = fc.constantFrom(
      'a',
      'é',
      '😀',
      ' ',
      '\n',
      '\u00a0',
      'x'.repeat(30),
      ' '.repeat(999),
    );
    fc.assert(
      fc.property(fc.string({ unit, minLength: 1, maxLength: 200 }), (messageContent) => {
        const all = Array.from(messageContent.replace(/\s+/g, ' ').trim());
        fc.pre(all.length > 50);
        const shown = describeEvent({ eventType: 'MESSAGE_SENT', messageContent, metadata: {} });
        expect(shown).toBe(`SMS sent: ${all.slice(0, 50).join('')}…`);
      }),
    );
  });
});
