import { systemClock } from '../../nodes/core/systemClock';
import type { Editor } from '../../stand/editor';
import { greetingWorkflow } from '../../stand/greeting';
import { STEPS } from '../../stand/instrument';
import type { N8nApi } from '../../stand/n8nApi';
import { SimpleTextingServer } from '../../stand/services/simpleTextingServer';
import type { TakePicture } from './takePicture';

const WIDTH = 1440;
/** The second one shows the panel down to the dedupe key. */
const HEIGHTS = [900, 1430, 900];
/** It ends on the canvas; its receipt is in the panel. */
const LAST = STEPS.length - 1;

/** How a workflow without a log gets one by hand: `by-hand-1` to `by-hand-3`, and `instrumented`. */
export async function takeStepPictures(
  editor: Editor,
  api: N8nApi,
  take: TakePicture,
): Promise<void> {
  const simpleTexting = await SimpleTextingServer.start(systemClock);
  try {
    const { apiUrl, token } = simpleTexting.config;
    const name = 'SimpleTexting';
    const input = { name, type: 'httpBearerAuth', data: { token } };
    const credential = { id: await api.saveCredential(input, undefined), name };
    const workflow = greetingWorkflow({ apiUrl, token: credential });
    const { id } = await api.saveWorkflow(workflow, undefined);
    await editor.openWorkflow(id);
    await editor.executeWorkflow();
    for (const [i, step] of STEPS.entries()) {
      await editor.page.setViewportSize({ width: WIDTH, height: HEIGHTS[i] ?? 900 });
      await step(editor, () => take(i === LAST ? 'instrumented' : `by-hand-${i + 1}`));
    }
    await editor.openNode('Log Activity');
    await editor.outputAsJson();
    await take(`by-hand-${STEPS.length}`);
  } finally {
    await simpleTexting.stop();
  }
}
