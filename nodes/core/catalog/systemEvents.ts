import { crmEventTypes } from './crmEventTypes';
import { listField, numberField, objectField, textField } from './payloadField';

/** What systems find out about a lead. */
export const systemEvents = crmEventTypes('SYSTEM', [
  {
    name: 'ENRICHMENT_COMPLETED',
    label: 'Enrichment Completed',
    description: "The lead's data was completed from outside sources",
    descriptionTemplate: 'Enrichment completed by {provider|an outside source}',
    fields: [
      textField('provider', 'Where the data came from, e.g. Clay', { searchable: true }),
      listField('fields_updated', 'Names of the lead fields that changed'),
      textField('company', "The lead's company", { searchable: true, strictPrivacy: 'mask' }),
      textField('job_title', "The lead's job title", { searchable: true, strictPrivacy: 'mask' }),
      objectField('data', 'What was found', { strictPrivacy: 'drop' }),
      numberField('cost', 'What it cost, in credits of the provider'),
    ],
  },
  {
    name: 'ICP_SCORE_UPDATED',
    label: 'ICP Score Updated',
    description: 'How well the lead fits the ideal customer was scored anew',
    descriptionTemplate: 'ICP score changed from {old_score|none} to {new_score}',
    fields: [
      numberField('old_score', 'The score before'),
      numberField('new_score', 'The score now', { required: true }),
      textField('reason', 'Why it changed', { searchable: true }),
      textField('model_version', 'Version of the scoring rules'),
    ],
  },
]);
