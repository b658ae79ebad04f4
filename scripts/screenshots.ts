import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { demoWorkflow } from '../stand/demoWorkflow';
import { Editor } from '../stand/editor';
import { consoleProgress } from '../stand/progress';
import { type Stand, startStand } from '../stand/stand';
import { REPOSITORY, throwAwayPaths } from '../stand/standPaths';
import { playStory } from '../stand/story/play';

const FOLDER = join(REPOSITORY, 'docs', 'pictures');

/** Takes the pictures of the README from a stand with the story in its log. */
async function main(): Promise<void> {
  const progress = consoleProgress();
  mkdirSync(FOLDER, { recursive: true });
  const stand = await startStand(throwAwayPaths(), progress);
  try {
    await playStory(stand, { sabotage: false, print: () => {}, progress });
    const editor = await Editor.open(stand.address, stand.owner);
    try {
      progress('Taking pictures …');
      await takePictures(editor, stand);
    } finally {
      await editor.close();
    }
  } finally {
    await stand.stop();
  }
}

async function takePictures(editor: Editor, stand: Stand): Promise<void> {
  const picture = async (name: string): Promise<void> => {
    await editor.page.screenshot({ path: join(FOLDER, `${name}.png`), animations: 'disabled' });
  };
  await editor.searchNodesPanel('activity log', 'Log Activity');
  await picture('nodes-panel');

  const { id } = await stand.api.saveWorkflow(demoWorkflow(stand.postgres), undefined);
  await editor.openWorkflow(id);
  await editor.openNode('Log Activity');
  await editor.executeNode();
  await editor.outputAsJson();
  await picture('log-activity');

  await editor.openWorkflow(id);
  await editor.openNode('Query Timeline');
  await editor.executeNode();
  await picture('query-timeline');

  await editor.openWorkflow(stand.workflows['replay-retry-queue'].id);
  await picture('replay-workflow');
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
