import type { Expression } from './workflowFile';

/** JavaScript for a value of the node *Configuration*, for use inside an expression. */
export function configuredValue(key: string): string {
  return `$('Configuration').first().json.${key}`;
}

/** The expression of a value of the node *Configuration*. */
export function configured(key: string): Expression {
  return `={{ ${configuredValue(key)} }}`;
}
