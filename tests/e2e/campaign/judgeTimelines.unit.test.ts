import { type IssuedEvent, judgeTimelines, type ToldEvent } from './judgeTimelines';

const SENT: IssuedEvent = { type: 'MESSAGE_SENT', providerId: 'sms-1', message: 'Hi' };
const DELIVERED: IssuedEvent = { type: 'MESSAGE_DELIVERED', providerId: 'sms-1', message: null };
const REPLY: IssuedEvent = { type: 'INBOUND_REPLY', providerId: 'sms-2', message: 'Yes' };
const ISSUED = [SENT, DELIVERED, REPLY];

const told = ({ type, providerId, message }: IssuedEvent): ToldEvent => ({
  eventType: type,
  message,
  metadata: { list: [{ simpletexting_id: providerId }] },
});
const TOLD = ISSUED.map(told);
const OTHER: IssuedEvent = { type: 'MESSAGE_SENT', providerId: 'sms-9', message: 'Hi' };

const judge = (events: readonly ToldEvent[]): string[] =>
  judgeTimelines([
    { lead: '1', issued: ISSUED, told: events },
    { lead: '2', issued: [OTHER], told: [told(OTHER)] },
  ]);

describe('the judge of timelines', () => {
  it('finds nothing wrong when each event is told once and in order', () => {
    expect(judge(TOLD)).toEqual([]);
  });

  it('names what is lost', () => {
    expect(judge([told(SENT), told(REPLY)])).toEqual(['lost: MESSAGE_DELIVERED sms-1 (lead 1)']);
  });

  it('names what is doubled', () => {
    expect(judge([told(SENT), ...TOLD])).toEqual(['doubled: MESSAGE_SENT sms-1 (lead 1)']);
  });

  it("names what is in another lead's timeline", () => {
    expect(judge([...TOLD, told(OTHER)])).toEqual(['phantom: MESSAGE_SENT sms-9 (lead 1)']);
  });

  it('names an event that nobody issued', () => {
    const stranger = told({ type: 'NOTE_ADDED', providerId: 'note-1', message: null });
    expect(judge([...TOLD, stranger])).toEqual(['phantom: NOTE_ADDED of nobody (lead 1)']);
  });

  it('notices another order', () => {
    const [first, ...rest] = judge([told(DELIVERED), told(SENT), told(REPLY)]);
    expect(first).toMatch(/^out of order: MESSAGE_DELIVERED sms-1, MESSAGE_SENT sms-1, /);
    expect(rest).toEqual([]);
  });

  it('notices another text', () => {
    const altered = { ...told(REPLY), message: 'No' };
    expect(judge([told(SENT), told(DELIVERED), altered])).toEqual([
      'altered: the text of INBOUND_REPLY sms-2 (lead 1)',
    ]);
  });
});
