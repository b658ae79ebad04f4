import type { TemplateStand } from '../../../stand/templateStand';
import { readTemplate, TEMPLATE_NAMES } from '../../workflows/readTemplate';

/** What the import of the folder `workflows` left in n8n: the stand's own copies have other ids. */
export function describeImportedAsTheyAre(standOf: () => TemplateStand): void {
  it('takes every template of the folder as it is by its command import:workflow', async () => {
    const rows = await standOf().n8nDatabase.query(
      'postgres',
      `select name, json_array_length(nodes) as nodes from workflow_entity
       where not id = any ($1::text[])`,
      [TEMPLATE_NAMES],
    );
    const expected = TEMPLATE_NAMES.map(readTemplate).map(({ name, nodes }) => ({
      name,
      nodes: nodes.length,
    }));
    expect(rows).toEqual(expect.arrayContaining(expected));
  });
}
