import { configured, configuredValue } from './configured';
import { LEAD_KEYS } from './logActivityExpressions';
import type { LogActivityParameters } from './ourNodes';
import type { Expression } from './workflowFile';

type FromEvent = Required<
  Pick<
    LogActivityParameters,
    | 'eventType'
    | 'leadBy'
    | 'leadValue'
    | 'fieldsMode'
    | 'fieldsJson'
    | 'description'
    | 'messageContent'
    | 'additionalFields'
    | 'options'
  >
>;

const LEAD_BY: Readonly<Record<(typeof LEAD_KEYS)[number], string>> = {
  leadId: 'id',
  leadAirtableId: 'airtableId',
  leadEmail: 'email',
};

/** The first millisecond since 1970 that cannot be a time in seconds, unless of the year 5138. */
const FIRST_MILLISECOND = 1e11;

/**
 * Parameters of *Log Activity* from an event whose keys are `LEAD_KEYS` and `EVENT_KEYS`. Tenant and
 * source come from *Configuration* where the event has none or an empty one; schema and spool folder always do.
 * @param event JavaScript for the event, for use inside an expression
 */
export function eventParameters(event: string): FromEvent {
  const of = (key: string): Expression => `={{ ${event}.${key} ?? '' }}`;
  const orConfigured = (key: string): Expression =>
    `={{ ${event}.${key} || ${configuredValue(key)} }}`;
  const ways = LEAD_KEYS.map((key) => `${event}.${key} ? '${LEAD_BY[key]}' : `).join('');
  const values = LEAD_KEYS.map((key) => `${event}.${key} || `).join('');
  return {
    eventType: { __rl: true, mode: 'name', value: of('eventType') },
    leadBy: `={{ ${ways}'none' }}`,
    leadValue: `={{ ${values}'' }}`,
    fieldsMode: 'json',
    fieldsJson: `={{ ${event}.metadata ?? {} }}`,
    description: of('description'),
    messageContent: of('messageContent'),
    additionalFields: {
      clientId: of('clientId'),
      createdBy: of('createdBy'),
      dedupeKey: of('eventId'),
      entityId: of('entityId'),
      environment: of('environment'),
      executionId: of('executionId'),
      sessionId: of('sessionId'),
      source: orConfigured('source'),
      tenant: orConfigured('tenant'),
      tier: of('tier'),
      // A time in seconds must not become one of January 1970: as text, Log Activity refuses it.
      timestamp: `={{ typeof ${event}.timestamp === 'number' && ${event}.timestamp < ${FIRST_MILLISECOND} ? String(${event}.timestamp) : ${event}.timestamp ?? '' }}`,
      url: of('url'),
      userId: of('userId'),
      visitorToken: of('visitorToken'),
    },
    options: { schema: configured('schema'), spoolFolder: configured('spoolFolder') },
  };
}
