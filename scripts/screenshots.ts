import { demoWorkflow } from '../stand/demoWorkflow';
import { Editor } from '../stand/editor';
import { consoleProgress } from '../stand/progress';
import { type Stand, startStand } from '../stand/stand';
import { throwAwayPaths } from '../stand/standPaths';
import { playStory } from '../stand/story/play';
import { takeStepPictures } from './screenshots/stepPictures';
import { pictureOf } from './screenshots/takePicture';
import { takeTemplatePictures } from './screenshots/templatePictures';

/** Takes the pictures of both READMEs from a stand with the story in its log. */
async function main(): Promise<void> {
  const progress = consoleProgress();
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
  const take = pictureOf(editor.page);
  await editor.searchNodesPanel('activity log', 'Log Activity');
  await take('nodes-panel');

  const { id } = await stand.api.saveWorkflow(demoWorkflow(stand.postgres), undefined);
  await editor.openWorkflow(id);
  await editor.openNode('Log Activity');
  await editor.executeNode();
  await editor.outputAsJson();
  await take('log-activity');

  await editor.openWorkflow(id);
  await editor.openNode('Query Timeline');
  await editor.executeNode();
  await take('query-timeline');

  await takeStepPictures(editor, stand.api, take);
  await takeTemplatePictures(editor, stand.workflows, take);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
