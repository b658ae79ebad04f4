import {
  AUDIT_COLUMNS as AUDIT,
  LEAD_COLUMNS as LEAD,
  LEAD_PROGRESS,
  LEAD_STATUS,
  TABLES,
  TEMPLATE_COLUMNS as TEMPLATE,
} from '../../workflows/definitions/leadTable';
import type { Columns } from './airtableColumns';

/** The tables of the CRM in Airtable, as workflows/README.md tells people to create them. */
export const CRM_TABLES: Readonly<Record<string, Columns>> = {
  [TABLES.leads]: {
    [LEAD.firstName]: 'text',
    [LEAD.lastName]: 'text',
    [LEAD.email]: 'text',
    [LEAD.phone]: 'text',
    [LEAD.campaign]: 'text',
    [LEAD.step]: 'number',
    [LEAD.status]: Object.values(LEAD_STATUS),
    [LEAD.nextAt]: 'dateTime',
    [LEAD.progress]: Object.values(LEAD_PROGRESS),
    [LEAD.claim]: 'text',
  },
  [TABLES.templates]: {
    [TEMPLATE.campaign]: 'text',
    [TEMPLATE.step]: 'number',
    [TEMPLATE.body]: 'text',
  },
  [TABLES.audit]: {
    [AUDIT.leadId]: 'text',
    [AUDIT.phone]: 'text',
    [AUDIT.campaign]: 'text',
    [AUDIT.templateId]: 'text',
    [AUDIT.message]: 'text',
    [AUDIT.status]: ['Sent', 'Failed'],
    [AUDIT.messageId]: 'text',
    [AUDIT.error]: 'text',
    [AUDIT.sentAt]: 'dateTime',
  },
};
