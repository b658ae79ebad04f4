import { freePort } from '../../stand/freePort';
import { canceled } from '../../stand/services/calendly';
import { CalendlyStage, moved, someBooking } from './calendlyStage';
import { LEAD } from './templateStage';

const WAITING = 'select state from activity_retry_queue where event_id = any($1::uuid[])';

let stage: CalendlyStage;
beforeAll(async () => {
  stage = await CalendlyStage.open();
});
afterAll(() => stage.close());

describe('a meeting that was moved, in calendly-booking.json,', () => {
  it.each([
    ['the cancellation first', ['canceled', 'created']],
    ['the new booking first', ['created', 'canceled']],
  ] as const)('becomes one event that names the booking before, %s', async (_, order) => {
    const booking = someBooking();
    await stage.deliver(booking);
    const deliveries = moved(booking);
    for (const one of order) expect((await stage.deliver(deliveries[one])).status).toBe(200);
    const rows = await stage.rows(booking, deliveries.created);
    expect(rows.map((row) => row.event_type)).toEqual(['BOOKING_CONFIRMED', 'BOOKING_RESCHEDULED']);
    expect(rows[1]).toMatchObject({
      lead_id: LEAD,
      entity_id: deliveries.created.payload.uri,
      timestamp: new Date(deliveries.created.payload.created_at),
      metadata: {
        old_invitee: booking.payload.uri,
        scheduled_at: deliveries.created.payload.scheduled_event.start_time,
        reschedule_url: deliveries.created.payload['reschedule_url'],
      },
    });
  });

  it('names the booking of the last move when it is moved again, and can be cancelled', async () => {
    const booking = someBooking();
    const once = moved(booking);
    const twice = moved(once.created, 2);
    const end = canceled(twice.created, { created_at: '2025-12-01T00:00:00Z' });
    const all = [booking, once.created, once.canceled, twice.created, twice.canceled, end];
    for (const one of all) await stage.deliver(one);
    const rows = await stage.rows(...all);
    expect(rows.map((row) => [row.event_type, row.metadata['old_invitee']])).toEqual([
      ['BOOKING_CONFIRMED', undefined],
      ['BOOKING_RESCHEDULED', booking.payload.uri],
      ['BOOKING_RESCHEDULED', once.created.payload.uri],
      ['BOOKING_CANCELLED', undefined],
    ]);
  });

  it('stays the same when it comes again after the earlier booking did', async () => {
    const booking = someBooking();
    const { created } = moved(booking);
    await stage.deliver(created);
    await stage.deliver(booking);
    const again = await stage.deliver(created);
    expect(again).toMatchObject({ status: 200, body: { outcome: 'duplicate' } });
    expect(await stage.rows(created)).toHaveLength(1);
  });

  it('is one event when it comes while the database is away, and again afterwards', async () => {
    const booking = someBooking();
    await stage.deliver(booking);
    const { created } = moved(booking);
    const away = await stage.deliver(created, { port: await freePort() });
    expect(away).toMatchObject({ status: 200, body: { outcome: 'deadLettered' } });
    const again = await stage.deliver(created);
    expect(again).toMatchObject({ status: 200, body: { outcome: 'written' } });
    await stage.templates.run('replay-retry-queue', {});
    expect(await stage.rows(created)).toMatchObject([
      { event_type: 'BOOKING_RESCHEDULED', metadata: { old_invitee: booking.payload.uri } },
    ]);
    expect(await stage.templates.database.query(WAITING, [[away.body['activityId']]])).toEqual([]);
  });
});
