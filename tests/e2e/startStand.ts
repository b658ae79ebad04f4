import { ACTIVITY_DATABASE } from '../../stand/activityDatabase';
import { consoleProgress } from '../../stand/progress';
import { type Stand, startStand } from '../../stand/stand';
import { throwAwayPaths } from '../../stand/standPaths';
import { playStory } from '../../stand/story/play';
import { shareStand } from './sharedStand';

declare global {
  var sharedE2eStand: Stand | undefined;
}

/** Starts the one stand of all e2e files, with the story in its log. */
export default async function start(): Promise<void> {
  const progress = consoleProgress();
  const stand = await startStand(throwAwayPaths(), progress);
  globalThis.sharedE2eStand = stand;
  try {
    const { findings } = await playStory(stand, { sabotage: false, print: () => {}, progress });
    if (findings.length > 0) throw new Error(findings.join('\n'));
  } catch (error) {
    await stand.stop();
    throw error;
  }
  const { address, owner, apiKey, postgres, activityServer } = stand;
  const connectionString = activityServer.connectionString(ACTIVITY_DATABASE);
  // With the workflows themselves it would be longer than a variable of the environment may be.
  const ids = Object.entries(stand.workflows).map(([name, { id }]) => [name, { id }] as const);
  const workflows = Object.fromEntries(ids);
  shareStand({ address, owner, apiKey, workflows, postgres, connectionString });
}
