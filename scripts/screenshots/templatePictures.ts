import { canvasArea } from '../../stand/canvas';
import type { Editor } from '../../stand/editor';
import type { TakePicture } from './takePicture';

/** Wide enough for the names of nodes to be read in the widest template. */
const WINDOW = { width: 3400, height: 1700 };
/** Room for what reaches beyond the nodes: names below them, connections around them. */
const MARGIN = 56;
/** They lie over the canvas. */
const BUTTONS =
  '.vue-flow__panel, [data-test-id=execute-workflow-button], [data-test-id^=execute-workflow-button-]';

/** The yellow note is read in the editor; beside it the nodes would be too small. */
const NOTE = { hasText: 'Setup steps' };

/** Each workflow without its yellow note, as `templates/<its name>`. */
export async function takeTemplatePictures(
  editor: Editor,
  workflows: Readonly<Record<string, { readonly id: string }>>,
  take: TakePicture,
): Promise<void> {
  await editor.page.setViewportSize(WINDOW);
  for (const [name, { id }] of Object.entries(workflows)) {
    await editor.openWorkflow(id);
    await editor.page.addStyleTag({ content: `${BUTTONS} { visibility: hidden !important }` });
    const note = editor.page.locator('.vue-flow__node', NOTE);
    await note.evaluateAll((elements: { remove(): void }[]) => {
      for (const element of elements) element.remove();
    });
    await take(`templates/${name}`, await canvasArea(editor.page, MARGIN));
  }
}
