/**
 * The table of leads in Airtable as the templates read and write it. A team that calls its columns
 * otherwise renames them here and generates the templates again, or changes the nodes.
 */
export const LEAD_COLUMNS = {
  firstName: 'First Name',
  lastName: 'Last Name',
  email: 'Email',
  /** Ten digits, as SimpleTexting writes them: 4085551234. */
  phone: 'Phone',
  /** The campaign's id, as in the table of message templates. */
  campaign: 'Campaign',
  /** Which message of the campaign comes next, from 1. */
  step: 'SMS Step',
  /** Written by people and by replies; the scheduler reads it and never writes it. */
  status: 'SMS Status',
  /** When the next message is due. */
  nextAt: 'Next SMS At',
  /** Written by the scheduler: what became of the last message. */
  progress: 'SMS Progress',
  /** Written by the scheduler: the execution and the batch that took the lead last. */
  claim: 'SMS Claim',
} as const;

/** Values of the column of the status. */
export const LEAD_STATUS = {
  /** Gets the next message when it is due. */
  active: 'Active',
  /** The lead wants no messages. */
  stopped: 'Stopped',
} as const;

/** Values of the column of the progress; empty before the first message. */
export const LEAD_PROGRESS = {
  /** A message is on its way; stays so when a run broke off in the middle: a person must look. */
  sending: 'Sending',
  /** SimpleTexting took the last message; the next one follows when it is due. */
  sent: 'Sent',
  /** The last message cannot be sent; a person corrects the lead and empties the cell. */
  failed: 'Failed',
  /** Nobody knows whether the last message went out: a person must look. */
  unsure: 'Unsure',
  /** The campaign has no further message. */
  completed: 'Completed',
} as const;

/** The table of message templates: one row per campaign and step. */
export const TEMPLATE_COLUMNS = {
  campaign: 'Campaign',
  step: 'Step',
  /** The text, with `{first_name}`, `{last_name}` and `{email}`. */
  body: 'Body',
} as const;

/** The old audit table, which both are written to while a team migrates. */
export const AUDIT_COLUMNS = {
  leadId: 'Lead ID',
  phone: 'Phone',
  campaign: 'Campaign',
  templateId: 'Template ID',
  message: 'Message',
  /** `Sent` or `Failed`. */
  status: 'Status',
  messageId: 'SimpleTexting ID',
  error: 'Error',
  sentAt: 'Sent At',
} as const;

/** Names of the tables unless *Configuration* says otherwise. */
export const TABLES = {
  leads: 'Leads',
  templates: 'SMS Templates',
  audit: 'SMS_Audit',
} as const;
