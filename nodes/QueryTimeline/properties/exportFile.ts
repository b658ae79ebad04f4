import type { INodeProperties } from 'n8n-workflow';
import { shownFor } from './operation';

/** Without its ending, which follows from the format. */
export const DEFAULT_FILE_NAME = 'activity-log';

const forExport = shownFor('export');

/** The file that an export makes. */
export const exportFile: INodeProperties[] = [
  {
    displayName: 'Format',
    name: 'format',
    type: 'options',
    options: [
      {
        name: 'CSV',
        value: 'csv',
        description: 'A table with a header, for a spreadsheet',
      },
      { name: 'NDJSON', value: 'ndjson', description: 'One JSON object a line, for a program' },
    ],
    default: 'csv',
    displayOptions: { show: forExport },
  },
  {
    displayName: 'File Name',
    name: 'fileName',
    type: 'string',
    default: DEFAULT_FILE_NAME,
    placeholder: 'e.g. messages-2026-01',
    description: 'Name of the file; without an ending it gets that of the format',
    displayOptions: { show: forExport },
  },
  {
    displayName: 'Put Output File in Field',
    name: 'binaryPropertyName',
    type: 'string',
    required: true,
    default: 'data',
    placeholder: 'e.g. data',
    hint: 'The name of the output binary field to put the file in',
    displayOptions: { show: forExport },
  },
];
