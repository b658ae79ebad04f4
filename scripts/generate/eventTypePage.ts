import type {
  EventTypeDefinition,
  FieldDefinition,
} from '../../nodes/core/catalog/eventTypeDefinition';
import { EVENT_TYPES } from '../../nodes/core/catalog/eventTypes';

const PATH = 'docs/event-types.md';

const HEAD = `# Event types

The ${EVENT_TYPES.length} that are built in, generated from the catalog by \`npm run generate\`. A field is a key of \`metadata\` in the API and in the sub-workflow, and a field of its own in the panel of _Log Activity_. Fields that are not listed are kept too. The text of a message or note is no field: it is _Message Content_ (\`messageContent\`).

| kind | a value |
| --- | --- |
| string | text, not empty |
| number | \`3\`, not \`"3"\` |
| boolean | \`true\` or \`false\` |
| dateTime | ISO 8601, e.g. \`2026-01-05T10:00:00Z\`; the time or its zone may be left out |
| object, array | JSON |
| url | text without a space |

A type of your own is registered in the database: \`register_event_type\`, in [migrations/README.md](../migrations/README.md#functions-for-your-own-jobs).
`;

/** The page that lists every built-in event type with its fields, by its path. */
export async function generateEventTypePage(): Promise<Map<string, string>> {
  const categories = [...new Set(EVENT_TYPES.map(({ category }) => category))];
  const sections = categories.map(
    (category) =>
      `\n## ${category}\n${EVENT_TYPES.filter((type) => type.category === category)
        .map(sectionOf)
        .join('')}`,
  );
  return await Promise.resolve(new Map([[PATH, HEAD + sections.join('')]]));
}

function sectionOf(type: EventTypeDefinition): string {
  const heading = `\n### ${type.name}\n\n_${type.label}_: ${type.description}.\n\n`;
  if (type.fields.length === 0) return `${heading}No fields.\n`;
  return `${heading}| field | kind | required | holds |\n| --- | --- | --- | --- |\n${type.fields.map(lineOf).join('')}`;
}

function lineOf({ name, kind, required, description }: FieldDefinition): string {
  return `| \`${name}\` | ${kind} | ${required ? 'yes' : ''} | ${description.replaceAll('|', '\\|')} |\n`;
}
