import { classifyError } from '../../../nodes/core/postgres/classifyError';
import { markUnsent } from '../../../nodes/core/postgres/unsentErrors';
import { NoAnswerError, RolledBackError } from '../../../nodes/core/postgres/withTransaction';
import { failure } from '../../support/queueEntries';

const SECRET = 'Rumpelstiltskin';

/** An error as pg makes it of the server's answer. */
function answered(code: string, message: string, fields: object = {}): Error {
  return Object.assign(new Error(message), { code, severity: 'ERROR', ...fields });
}

/** An error of Node.js' sockets. */
function socketError(code: string): Error {
  return Object.assign(new Error(`connect ${code} 10.0.0.7:5432`), { code });
}

describe('an error of the server', () => {
  it.each([
    ['22P02', 'payload', answered('22P02', `invalid input syntax for type uuid: "${SECRET}"`)],
    ['22001', 'payload', answered('22001', 'value too long for type character varying(255)')],
    ['23514', 'payload', answered('23514', 'new row violates check constraint')],
    ['40P01', 'transient', answered('40P01', 'deadlock detected')],
    ['42501', 'environment', answered('42501', 'permission denied for table leads')],
    ['57P03', 'transient', answered('57P03', 'the database system is starting up')],
    ['53300', 'transient', answered('53300', 'sorry, too many clients already')],
    ['3D000', 'environment', answered('3D000', 'database "crm" does not exist')],
    ['28P01', 'environment', answered('28P01', 'password authentication failed for user "n8n"')],
  ])('with the code %s goes into the lane %s', (code, lane, error) => {
    expect(classifyError(error)).toMatchObject({
      lane,
      code,
      ambiguous: false,
      waitsForParent: false,
    });
  });

  it('waits for its parent when a foreign key is violated, and names the constraint', () => {
    const error = answered('23503', `Key (lead_id)=(${SECRET}) is not present`, {
      table: 'lead_activity_log',
      constraint: 'lead_activity_log_lead_id_fkey',
      detail: `Key (lead_id)=(${SECRET}) is not present in table "leads".`,
    });
    const classified = classifyError(error);
    expect(classified).toMatchObject({
      waitsForParent: true,
      constraint: 'lead_activity_log_lead_id_fkey',
    });
    expect(classified.message).toContain('constraint lead_activity_log_lead_id_fkey');
  });

  it('never has its message or detail repeated', () => {
    const errors = [
      answered('22P02', `invalid input syntax for type uuid: "${SECRET}"`),
      answered('23505', 'duplicate key value', {
        detail: `Key (email)=(${SECRET}) already exists.`,
        constraint: 'leads_email_key',
      }),
      answered('23502', 'null value', { detail: `Failing row contains (${SECRET}).` }),
      answered('P0001', SECRET),
      answered('XX000', `table "${SECRET}" does not exist`),
      answered('42601', `syntax error at or near "${SECRET}"`),
      Object.assign(new Error(SECRET), { code: 'ECONNRESET' }),
      new Error(SECRET),
      new Error(`SASL: ${SECRET}`),
      Object.assign(new Error(`no such user: ${SECRET}`), { code: '08P01' }),
    ];
    for (const error of errors) {
      const { message, hint, code, constraint } = classifyError(error);
      expect(JSON.stringify([message, hint, code, constraint])).not.toContain(SECRET);
    }
  });

  it.each([
    ['42P01', 'relation "sales.activity_dedupe" does not exist', 'relation sales.activity_dedupe'],
    ['42703', 'column "tier" of relation "lead_activity_log" does not exist', 'column tier'],
    ['3F000', 'schema "sales" does not exist', 'schema sales'],
    ['42501', 'permission denied for table leads', 'table leads'],
    ['3D000', 'database "crm" does not exist', 'database crm'],
    ['42883', 'function public.link_leads(integer) does not exist', 'function public.link_leads'],
  ])('with the code %s names what is missing', (code, message, named) => {
    expect(classifyError(answered(code, message)).message).toContain(`(${named})`);
  });

  it('of a kind that is not listed is tried again, under its own code', () => {
    expect(classifyError(answered('XX000', 'cache lookup failed'))).toMatchObject({
      lane: 'transient',
      code: 'XX000',
      message: 'PostgreSQL answered with the error XX000.',
    });
  });
});

describe('an error of the connection', () => {
  it.each([
    ['ECONNREFUSED', false],
    ['EHOSTUNREACH', false],
    ['ECONNRESET', true],
    ['EPIPE', true],
    ['ETIMEDOUT', true],
  ])('%s is transient, and leaves open whether the row is there: %s', (code, ambiguous) => {
    expect(classifyError(socketError(code))).toMatchObject({ lane: 'transient', code, ambiguous });
  });

  it('leaves open whether the row is there when no answer came, but not after a rollback', () => {
    expect(classifyError(new NoAnswerError())).toMatchObject({
      code: 'no_answer',
      ambiguous: true,
    });
    expect(classifyError(new RolledBackError())).toMatchObject({
      lane: 'transient',
      code: 'rolled_back',
      ambiguous: false,
    });
    expect(classifyError(new Error('Connection terminated unexpectedly'))).toMatchObject({
      code: 'connection_lost',
      ambiguous: true,
    });
    expect(classifyError(new Error('timeout exceeded when trying to connect'))).toMatchObject({
      code: 'connect_timeout',
      ambiguous: false,
    });
  });

  it.each(['ECONNRESET', 'EPIPE', 'ETIMEDOUT'])(
    '%s while connecting leaves nothing open: nothing was sent',
    (code) => {
      const error = socketError(code);
      markUnsent(error);
      expect(classifyError(error)).toMatchObject({ lane: 'transient', code, ambiguous: false });
    },
  );

  it('is found within the refusals of several addresses', () => {
    const refusals = [socketError('ECONNREFUSED'), socketError('ECONNREFUSED')];
    expect(classifyError(new AggregateError(refusals))).toMatchObject({
      lane: 'transient',
      code: 'ECONNREFUSED',
    });
  });

  it.each([
    ['no such user', 'environment'],
    ['no such database: crm', 'environment'],
    ['password authentication failed', 'environment'],
    ['server login has been failing, try again later', 'transient'],
    ['query_wait_timeout', 'transient'],
    ['no more connections allowed (max_client_conn)', 'transient'],
  ])('of a pooler, "%s", is judged by its words: %s', (message, lane) => {
    const error = Object.assign(new Error(message), { code: '08P01', severity: 'FATAL' });
    expect(classifyError(error)).toMatchObject({ lane, code: '08P01' });
  });
});

describe('anything else', () => {
  it.each([[new Error('?')], [new TypeError('x is not a function')], ['text'], [null], [{}], [7]])(
    'is not known, so it is tried again: %p',
    (error) => {
      expect(classifyError(error)).toMatchObject({
        lane: 'transient',
        code: 'unknown',
        ambiguous: false,
      });
    },
  );

  it('that is classified already stays what it is', () => {
    const classified = failure({ lane: 'payload', code: 'invalid_event' });
    expect(classifyError(classified)).toBe(classified);
  });

  it('that is an empty AggregateError is not known', () => {
    expect(classifyError(new AggregateError([]))).toMatchObject({ code: 'unknown' });
  });
});
