import { ALL_WORKFLOWS } from '../../workflows/definitions/allWorkflows';
import { workflowText } from '../../workflows/definitions/workflowFile';

/** The templates that n8n imports, by their paths. */
export async function generateWorkflows(): Promise<Map<string, string>> {
  const files = Object.entries(ALL_WORKFLOWS).map(
    ([name, definition]) => [`workflows/${name}.json`, workflowText(definition)] as const,
  );
  return await Promise.resolve(new Map(files));
}
