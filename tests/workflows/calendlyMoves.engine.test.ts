import { freePort } from '../../stand/freePort';
import { canceled } from '../../stand/services/calendly';
import { CalendlyStage, moved, someBooking } from './calendlyStage';
import { LEAD } from './templateStage';

let stage: CalendlyStage;
beforeAll(async () => {
  stage = await CalendlyStage.open();
});
afterAll(() => stage.close());

describe('a meeting that was moved, in calendly-booking.json,', () => {
  it.each([
    ['the cancellation first', ['canceled', 'created']],
    ['the new booking first', ['created', 'canceled']],
  ] as const)('becomes one event with the time before, %s', async (_, order) => {
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
        previous_scheduled_at: booking.payload.scheduled_event.start_time,
        scheduled_at: deliveries.created.payload.scheduled_event.start_time,
        reschedule_url: deliveries.created.payload['reschedule_url'],
      },
    });
  });

  it('has the time of the last move before when it is moved again, and can be cancelled', async () => {
    const booking = someBooking();
    const once = moved(booking);
    const twice = moved(once.created, 2);
    const end = canceled(twice.created, { created_at: '2025-12-01T00:00:00Z' });
    const all = [booking, once.created, once.canceled, twice.created, twice.canceled, end];
    for (const one of all) await stage.deliver(one);
    const rows = await stage.rows(...all);
    const startOf = ({ payload: { scheduled_event: meeting } }: typeof booking) =>
      meeting.start_time;
    expect(rows.map((row) => [row.event_type, row.metadata['previous_scheduled_at']])).toEqual([
      ['BOOKING_CONFIRMED', undefined],
      ['BOOKING_RESCHEDULED', startOf(booking)],
      ['BOOKING_RESCHEDULED', startOf(once.created)],
      ['BOOKING_CANCELLED', undefined],
    ]);
  });

  it('has no time before when the log does not know the earlier booking', async () => {
    const { created } = moved(someBooking());
    const { body } = await stage.deliver(created);
    expect(body['outcome']).toBe('written');
    const [row] = await stage.rows(created);
    expect(row?.event_type).toBe('BOOKING_RESCHEDULED');
    expect(row?.metadata).not.toHaveProperty('previous_scheduled_at');
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

  it('stays the same when it comes again, with its time before', async () => {
    const booking = someBooking();
    const { created } = moved(booking);
    await stage.deliver(booking);
    await stage.deliver(created);
    const again = await stage.deliver(created);
    expect(again).toMatchObject({ status: 200, body: { outcome: 'duplicate' } });
  });

  it('is kept without the time before while the database is away', async () => {
    const booking = someBooking();
    await stage.deliver(booking);
    const { created } = moved(booking);
    const { status, body } = await stage.deliver(created, { port: await freePort() });
    expect({ status, outcome: body['outcome'] }).toEqual({
      status: 200,
      outcome: 'deadLettered',
    });
    await stage.templates.run('replay-retry-queue', {});
    const rows = await stage.rows(created);
    expect(rows.map((row) => row.event_type)).toEqual(['BOOKING_RESCHEDULED']);
  });
});
