import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import { ConfigurationError } from '../../core/errors';
import { type ExportedFile, exportEvents } from '../../core/exportEvents';
import { toLogger } from '../../n8n/logger';
import { isToolExecution } from '../../n8n/toolExecution';
import { noticesJson } from '../outputItems';
import { readExportRequest } from '../parameters/readExportRequest';
import type { ItemOutcome, ItemRun } from './itemRun';

/**
 * Streams what the filters let through into a file of n8n, which is never held in memory unless
 * n8n is set to keep files there.
 */
export async function exportToFile(run: ItemRun): Promise<ItemOutcome> {
  const { context, panel, openParts } = run;
  if (isToolExecution(context)) throw filesAreNotForAgents();
  const { request, fileName, binaryField } = readExportRequest(panel);
  const logger = toLogger(context.logger);
  const file = await exportEvents(request, { ...(await openParts()), logger });
  const binary = await store(context, file, withEnding(fileName, file.fileExtension));
  const { format } = request;
  const json = {
    rows: file.rows(),
    format,
    fileName: binary.fileName ?? null,
    ...noticesJson(file.notices),
  };
  return { items: [{ json, binary: { [binaryField]: binary } }], notices: file.notices };
}

/** n8n keeps no file of a stream that fails. */
async function store(
  context: IExecuteFunctions,
  { stream, mimeType }: ExportedFile,
  fileName: string,
): Promise<IBinaryData> {
  // One that failed before n8n looks at it tells nobody any more: n8n would wait for ever.
  if (stream.errored !== null) throw stream.errored;
  try {
    return await context.helpers.prepareBinaryData(stream, fileName, mimeType);
  } finally {
    // When n8n could not take it to its end, this gives the connection back.
    stream.destroy();
  }
}

function withEnding(name: string, ending: string): string {
  return name.toLowerCase().endsWith(`.${ending}`) ? name : `${name}.${ending}`;
}

/** n8n would drop the file and tell the model that all went well. */
function filesAreNotForAgents(): ConfigurationError {
  return new ConfigurationError({
    message: 'Export makes a file, and n8n hands no files to an AI agent.',
    hint: 'Choose Search with the output Text for an AI Agent, or Summarize, for the tool. To export, run this node in the workflow itself.',
    code: 'invalid_parameter',
  });
}
