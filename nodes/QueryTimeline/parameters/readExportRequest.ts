import {
  DEFAULT_EXPORT_TIMEOUT,
  EXPORT_FORMATS,
  type ExportRequest,
} from '../../core/timeline/exportRequest';
import { checked, choiceOf, type ItemPanel, text } from '../../n8n/itemPanel';
import { readFilters } from './readFilters';
import { readStatementTimeout } from './readOptions';
import { DEFAULT_FILE_NAME } from '../properties/exportFile';

/** What Export asks for, and where its file goes. */
export interface ExportParameters {
  readonly request: ExportRequest;
  /** As entered: it may lack an ending. */
  readonly fileName: string;
  readonly binaryField: string;
}

/** @throws ConfigurationError naming the parameter whose value has the wrong type */
export function readExportRequest(panel: ItemPanel): ExportParameters {
  const orElse = (label: string, value: unknown, fallback: string) =>
    checked(label, text, value).trim() || fallback;
  return {
    request: {
      filters: readFilters(panel),
      format: checked('Format', choiceOf(EXPORT_FORMATS), panel.value('format', 'csv')),
      timeZone: panel.timeZone,
      statementTimeout: readStatementTimeout(panel, DEFAULT_EXPORT_TIMEOUT),
    },
    fileName: orElse('File Name', panel.value('fileName', ''), DEFAULT_FILE_NAME),
    binaryField: orElse('Put Output File in Field', panel.value('binaryPropertyName', ''), 'data'),
  };
}
