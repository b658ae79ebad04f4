import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  booked,
  canceled,
  deliver,
  rescheduled,
  signature,
} from '../../../stand/services/calendly';

const BOOKING = {
  email: 'john@example.com',
  name: 'Jöhn Doe',
  startTime: '2026-03-05T15:00:00Z',
  bookedAt: '2026-03-01T08:00:00Z',
};
const AT = Date.parse('2026-03-01T08:00:01.900Z');

/** What a receiver computes over the bytes it got. */
const hmac = (t: string, body: Buffer | string) =>
  createHmac('sha256', 'signing-key').update(`${t}.`).update(body).digest('hex');

describe("Calendly's payloads", () => {
  it('of a booking have the invitee and the meeting', () => {
    const { event, payload } = booked(BOOKING);
    expect(event).toBe('invitee.created');
    expect(payload).toMatchObject({ email: 'john@example.com', status: 'active' });
    expect(payload.uri).toMatch(
      /^https:\/\/api\.calendly\.com\/scheduled_events\/[0-9A-F]{16}\/invitees\/[0-9A-F]{16}$/,
    );
    expect(payload.scheduled_event).toMatchObject({
      start_time: '2026-03-05T15:00:00.000000Z',
      end_time: '2026-03-05T15:30:00.000000Z',
    });
  });

  it('are the same for the same booking', () => {
    expect(booked(BOOKING)).toEqual(booked({ ...BOOKING }));
    expect(booked(BOOKING).payload.uri).not.toBe(
      booked({ ...BOOKING, email: 'jane@example.com' }).payload.uri,
    );
  });

  it('of a cancellation say who canceled and why', () => {
    const { event, payload } = canceled(booked(BOOKING), {
      created_at: '2026-03-02T08:00:00Z',
      reason: 'Sick',
    });
    expect(event).toBe('invitee.canceled');
    expect(payload).toMatchObject({ status: 'canceled', rescheduled: false });
    expect(payload.cancellation).toEqual({
      canceled_by: 'Jöhn Doe',
      reason: 'Sick',
      canceler_type: 'invitee',
      created_at: '2026-03-02T08:00:00.000000Z',
    });
  });

  it('of a move are a cancellation and a booking that name each other', () => {
    const before = booked(BOOKING);
    const moved = { startTime: '2026-03-06T15:00:00Z', at: '2026-03-02T08:00:00Z' };
    const { canceled: old, created } = rescheduled(before, moved);
    expect(old.payload).toMatchObject({
      uri: before.payload.uri,
      rescheduled: true,
      new_invitee: created.payload.uri,
    });
    expect(created.payload).toMatchObject({
      rescheduled: false,
      old_invitee: before.payload.uri,
      scheduled_event: { start_time: '2026-03-06T15:00:00.000000Z' },
    });
    expect(created.payload.uri).not.toBe(before.payload.uri);
  });
});

describe("Calendly's signature", () => {
  it('is the HMAC of whole seconds, a dot and the body', () => {
    expect(signature('{"a":1}', 'signing-key', AT)).toBe(
      `t=1772352001,v1=${hmac('1772352001', '{"a":1}')}`,
    );
  });

  it('fits the bytes that a webhook gets', async () => {
    const got: { header: string; body: Buffer }[] = [];
    const receiver = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const header = String(request.headers['calendly-webhook-signature']);
        got.push({ header, body: Buffer.concat(parts) });
        response.writeHead(200).end('ok');
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
    const answer = await deliver(url, booked(BOOKING), { signingKey: 'signing-key', at: AT });
    receiver.closeAllConnections();
    receiver.close();
    expect(answer).toEqual({ status: 200, body: 'ok' });
    const [delivery] = got;
    expect(delivery?.header).toBe(`t=1772352001,v1=${hmac('1772352001', delivery!.body)}`);
    expect(JSON.parse(delivery!.body.toString('utf8'))).toEqual(booked(BOOKING));
  });
});
