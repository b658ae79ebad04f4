import { findEventType } from '../../../nodes/core/catalog/eventTypes';
import { bodyOf } from '../../../stand/story/deliver';
import { JOHN, LATE, SARAH } from '../../../stand/story/leads';
import { RECORDS } from '../../../stand/story/records';

it('tells of every event type that the story is about', () => {
  const count = (type: string) => RECORDS.filter(({ event_type }) => event_type === type).length;
  expect(RECORDS).toHaveLength(45);
  expect(count('MESSAGE_SENT')).toBe(41);
  for (const type of ['CAMPAIGN_ENROLLED', 'BOOKING_CONFIRMED', 'MESSAGE_DELIVERED']) {
    expect(count(type)).toBe(1);
  }
  expect(count('INBOUND_REPLY')).toBe(1);
});

it('gives no two records the same type and time, by which the oracle knows them', () => {
  expect(new Set(RECORDS.map(({ timestamp }) => timestamp)).size).toBe(RECORDS.length);
});

it('gives no two records of a type the same id', () => {
  const ids = RECORDS.map(({ event_type, event_id }) => `${event_type} ${event_id}`);
  expect(new Set(ids).size).toBe(RECORDS.length);
});

it('names a send and its receipt by the same id of the provider', () => {
  const [sent] = RECORDS;
  const receipt = RECORDS.find(({ event_type }) => event_type === 'MESSAGE_DELIVERED');
  expect(receipt?.event_id).toBe(sent?.event_id);
});

it('uses only types and categories of the catalog', () => {
  for (const { event_type, event_category } of RECORDS) {
    expect(findEventType(event_type)?.category).toBe(event_category);
  }
});

it('has events of each lead', () => {
  for (const lead of [JOHN, SARAH, LATE]) {
    expect(RECORDS.filter((record) => record.lead === lead).length).toBeGreaterThan(10);
  }
});

it('names the lead as its sender does', () => {
  const [sms, enrolment] = RECORDS;
  expect(sms && bodyOf(sms)).toMatchObject({ lead_airtable_id: 'recABC123' });
  expect(sms && bodyOf(sms)).not.toHaveProperty('lead_id');
  expect(enrolment && bodyOf(enrolment)).toMatchObject({ lead_id: SARAH.id });
});
