import { signature } from '../../stand/services/calendly';
import { CalendlyStage, signedNow, someBooking } from './calendlyStage';
import { WEBHOOK_SECRET } from './serviceStage';

const HEADER = 'calendly-webhook-signature';
const SECOND = 1000;
const ANSWER =
  'I’d like to talk about how the team can get back to the people who have asked for a call, ' +
  'and what we should say to those of them that do not want to hear from us any more. ';
const ANSWERED = `"questions_and_answers":${JSON.stringify([
  {
    question: 'What is it about?',
    answer: ANSWER + ANSWER.replace('’', '').repeat(200),
    position: 0,
  },
])}`;

let stage: CalendlyStage;
beforeAll(async () => {
  stage = await CalendlyStage.open();
});
afterAll(() => stage.close());

const bodyOf = (booking: object) => JSON.stringify(booking);

describe('the signature that calendly-booking.json asks for', () => {
  it.each([
    ['beyond ASCII', (text: string) => text.replace('John Lee', 'Zoë Müller 李 😀')],
    [
      'in long English with one typographic apostrophe, which looks like another encoding',
      (text: string) => text.replace('"questions_and_answers":[]', ANSWERED),
    ],
    ['with spaces and lines', (text: string) => JSON.stringify(JSON.parse(text), null, 3)],
    ['with escapes', (text: string) => text.replaceAll('/', '\\/').replace('John', '\\u004aohn')],
    [
      'with a number that JavaScript writes otherwise',
      (text: string) => text.replace('1}', '1.0}'),
    ],
  ])('is made over the bytes of a body %s', async (_, write) => {
    const booking = someBooking();
    const text = write(bodyOf(booking));
    const { status, body } = await stage.request(text, signedNow(text));
    expect({ status, outcome: body['outcome'] }).toEqual({ status: 200, outcome: 'written' });
    const name = (JSON.parse(text) as typeof booking).payload.name;
    expect(await stage.rows(booking)).toMatchObject([{ metadata: { invitee_name: name } }]);
  });

  it('covers all that is read: what else n8n made of the body is not believed', async () => {
    const [signed, other] = [someBooking(), someBooking()];
    const text = bodyOf(signed);
    await stage.templates.run(
      'calendly-booking',
      { headers: signedNow(text), params: {}, query: {}, body: { ...other } },
      {
        credentials: { crypto: { hmacSecret: WEBHOOK_SECRET } },
        binary: { data: { data: Buffer.from(text).toString('base64'), mimeType: 'text/plain' } },
      },
    );
    expect(await stage.rows(signed)).toHaveLength(1);
    expect(await stage.rows(other)).toHaveLength(0);
  });

  const now = () => Date.now();
  const tampered = (text: string) => text.replace('John Lee', 'John Loe');
  const unix = () => Math.floor(now() / SECOND);
  it.each<readonly [string, (text: string) => Record<string, string>]>([
    ['is missing', () => ({})],
    ['is empty', () => ({ [HEADER]: '' })],
    ['has no v1', () => ({ [HEADER]: `t=${unix()}` })],
    ['has an empty v1', () => ({ [HEADER]: `t=${unix()},v1=` })],
    ['has no t', (text) => ({ [HEADER]: signedNow(text)[HEADER]?.split(',')[1] ?? '' })],
    ['was made with another key', (text) => ({ [HEADER]: signature(text, 'other', now()) })],
    ['was made of another body', (text) => signedNow(tampered(text))],
    ['was cut', (text) => ({ [HEADER]: (signedNow(text)[HEADER] ?? '').slice(0, -1) })],
    [
      'names another time than it was made of',
      (text) => ({
        [HEADER]: (signedNow(text)[HEADER] ?? '').replace(/t=\d+/, `t=${unix() - 60}`),
      }),
    ],
    [
      'is older than three minutes',
      (text) => ({ [HEADER]: signature(text, WEBHOOK_SECRET, now() - 190 * SECOND) }),
    ],
    [
      'comes from the future',
      (text) => ({ [HEADER]: signature(text, WEBHOOK_SECRET, now() + 190 * SECOND) }),
    ],
  ])('is refused with 401, before anything else, when it %s', async (_, headersFor) => {
    const text = bodyOf(someBooking());
    const { status, body, run } = await stage.request(text, headersFor(text));
    expect({ status, body }).toEqual({
      status: 401,
      body: {
        success: false,
        error: 'The signature is missing, wrong or too old.',
        field: 'Calendly-Webhook-Signature',
      },
    });
    expect(run.started.slice(-2)).toEqual(['Is Signed by Calendly', 'Answer Unauthorized']);
  });

  it('is refused when the request has no bytes', async () => {
    const { status } = await stage.request(undefined, signedNow(''));
    expect(status).toBe(401);
  });

  it('may be as old as Configuration says', async () => {
    const booking = someBooking();
    const old = { at: Date.now() - 300 * SECOND };
    const configured = { maximumAgeSeconds: 600 };
    expect((await stage.deliver(booking, old)).status).toBe(401);
    expect((await stage.deliver(booking, { ...old, configured })).status).toBe(200);
  });

  it('is made anew for a delivery that comes again, which is still the same event', async () => {
    const booking = someBooking();
    await stage.deliver(booking, { at: Date.now() - 100 * SECOND });
    const { body } = await stage.deliver(booking);
    expect(body['outcome']).toBe('duplicate');
  });

  it('cannot be checked without its key: then nothing is answered, and the execution fails', async () => {
    const run = await stage.run(someBooking(), { hasCredentials: false });
    expect(run.responses).toEqual([]);
    expect(run.run.status).toBe('error');
    expect(run.started).not.toContain('Log Activity');
  });
});
