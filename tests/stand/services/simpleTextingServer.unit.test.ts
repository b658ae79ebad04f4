import { createServer } from 'node:http';
import { REFUSALS } from '../../../stand/services/simpleTextingAnswers';
import {
  deliveryReport,
  messageReport,
  unsubscribeReport,
} from '../../../stand/services/simpleTextingReports';
import { SimpleTextingServer } from '../../../stand/services/simpleTextingServer';
import { freePort } from '../../../stand/freePort';
import { ManualClock } from '../../support/manualClock';

const SMS = { contactPhone: '4085551234', mode: 'AUTO', text: 'Hey John' };

let texting: SimpleTextingServer;
beforeEach(async () => {
  texting = await SimpleTextingServer.start(new ManualClock('2026-03-01T08:00:00.000Z'));
});
afterEach(() => texting.stop());

async function call(method: string, path: string, body?: unknown, token?: string | null) {
  const { apiUrl, token: right } = texting.config;
  const headers: Record<string, string> = { 'Content-Type': 'application/json' };
  if (token !== null) headers['Authorization'] = `Bearer ${token ?? right}`;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(`${apiUrl}${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: text }),
  });
  const type = response.headers.get('content-type');
  return { status: response.status, type, body: (await response.json()) as { id: string } };
}

const send = (body: unknown, token?: string | null) => call('POST', '/messages', body, token);

describe('sending by SimpleTexting', () => {
  it('answers 201 with the id of the message and its credits', async () => {
    const { status, body } = await send({ ...SMS, text: 'x'.repeat(161) });
    expect(status).toBe(201);
    expect(body).toEqual({ id: expect.stringMatching(/^[0-9a-f]{24}$/), credits: 2 });
    expect(texting.messages).toMatchObject([
      { id: body.id, contactPhone: '4085551234', timestamp: '2026-03-01T08:00:00.000Z' },
    ]);
  });

  it('sends again what is sent again: there is no idempotency', async () => {
    const ids = [(await send(SMS)).body.id, (await send(SMS)).body.id];
    expect(new Set(ids).size).toBe(2);
    expect(texting.messages).toHaveLength(2);
  });

  it.each([
    ['no token', SMS, null, REFUSALS.noToken],
    ['a wrong token', SMS, 'wrong', REFUSALS.wrongToken],
    [
      'no phone',
      { ...SMS, contactPhone: undefined },
      undefined,
      REFUSALS.missingField('contactPhone'),
    ],
    ['a phone that is none', { ...SMS, contactPhone: '12345' }, undefined, REFUSALS.badPhone],
    ['an unknown mode', { ...SMS, mode: 'SMS' }, undefined, REFUSALS.missingField('mode')],
    ['an empty text', { ...SMS, text: ' ' }, undefined, REFUSALS.missingField('text')],
    ['a body that is no JSON', '{', undefined, REFUSALS.gateway],
  ])('refuses %s in its own envelope', async (_, body, token, refusal) => {
    const answered = await send(body, token);
    expect(answered).toMatchObject({ status: refusal.status, body: refusal.body });
    expect(texting.messages).toEqual([]);
  });

  it('says application/problem+json of its envelope', async () => {
    texting.refused.set(SMS.contactPhone, REFUSALS.unsubscribed);
    const { type, body } = await send(SMS);
    expect(type).toBe('application/problem+json;charset=utf-8');
    expect(Object.keys(body).sort()).toEqual(
      ['code', 'errorCode', 'errorDetails', 'message', 'path', 'status', 'timestamp'].sort(),
    );
  });

  it('has sent the message when the answer is lost, and not when the connection breaks before', async () => {
    texting.plan({ kind: 'resetAfterCommit' });
    await expect(send(SMS)).rejects.toThrow();
    expect(texting.messages).toHaveLength(1);
    texting.plan({ kind: 'reset' });
    await expect(send(SMS)).rejects.toThrow();
    expect(texting.messages).toHaveLength(1);
    expect(texting.sendsAt).toHaveLength(2);
  });

  it('refuses as planned, as often as planned', async () => {
    texting.answer(REFUSALS.tooFast, { times: 2 });
    const statuses = [await send(SMS), await send(SMS), await send(SMS)].map((one) => one.status);
    expect(statuses).toEqual([429, 429, 201]);
  });

  it('shows a message by its id, and those of a contact', async () => {
    const { id } = (await send(SMS)).body;
    await send({ ...SMS, contactPhone: '4085550000' });
    expect((await call('GET', `/messages/${id}`)).body).toMatchObject({ id, text: 'Hey John' });
    expect((await call('GET', '/messages?contactPhone=4085551234')).body).toMatchObject({
      content: [{ id }],
      totalElements: 1,
    });
    expect((await call('GET', `/messages/${'0'.repeat(24)}`)).status).toBe(404);
  });
});

describe("SimpleTexting's reports", () => {
  const id = { id: '507f191e810c19729de860ea', accountPhone: '8005551234' };
  const message = {
    ...id,
    contactPhone: '4085551234',
    text: 'STOP',
    timestamp: '2026-03-01T08:00:00.000Z',
  };

  it('of a delivery name the message and the phones, and no time', () => {
    const { type, values } = deliveryReport(message);
    expect(type).toBe('DELIVERY_REPORT');
    expect(values).toMatchObject({ messageId: message.id, contactPhone: '4085551234' });
    expect(values).not.toHaveProperty('timestamp');
  });

  it('of a message have its text and its time', () => {
    expect(messageReport(message).values).toMatchObject({
      text: 'STOP',
      timestamp: message.timestamp,
    });
  });

  it('of an unsubscription name the contact alone', () => {
    expect(Object.keys(unsubscribeReport('4085551234').values)).toEqual(['contactId', 'phone']);
  });

  it('have the same id when they come again, and another one for another kind', () => {
    expect(deliveryReport(message)).toEqual(deliveryReport(message));
    expect(deliveryReport(message, 'NON_DELIVERED_REPORT').reportId).not.toBe(
      deliveryReport(message).reportId,
    );
  });

  it('go to the webhooks that want their type, as JSON', async () => {
    const got: unknown[] = [];
    const port = await freePort();
    const receiver = createServer((request, response) => {
      let text = '';
      request.on('data', (chunk) => (text += String(chunk)));
      request.on('end', () => {
        got.push([request.url, request.headers['content-type'], JSON.parse(text)]);
        response.writeHead(200).end('{"success":true}');
      });
    });
    await new Promise<void>((resolve) => receiver.listen(port, '127.0.0.1', resolve));
    texting.subscribe(`http://127.0.0.1:${port}/status?key=1`, ['DELIVERY_REPORT']);
    texting.subscribe(`http://127.0.0.1:${port}/replies`, ['INCOMING_MESSAGE']);
    const answers = await texting.send(deliveryReport(message));
    receiver.closeAllConnections();
    receiver.close();
    expect(answers).toEqual([{ status: 200, body: '{"success":true}' }]);
    expect(got).toEqual([['/status?key=1', 'application/json', deliveryReport(message)]]);
  });
});
