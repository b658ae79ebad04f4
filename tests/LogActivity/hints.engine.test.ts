import { freePort } from '../../stand/freePort';
import { type LogActivityStage, stageLogActivity } from '../support/logActivityNode';

let stage: LogActivityStage;
beforeAll(async () => {
  stage = await stageLogActivity();
});
afterAll(() => stage.end());

async function hints(items: readonly object[], credential = {}): Promise<string[]> {
  const { finished } = await stage.run(items, { options: { attempts: 1 } }, { credential });
  return finished.hints('Log').map(({ message }) => message);
}

describe('the hints above the output', () => {
  it('are none when everything is written', async () => {
    expect(await hints([{}, {}])).toEqual([]);
  });

  it('say how many events wait, why, and the cure', async () => {
    const credential = { port: await freePort() };
    const [hint, ...others] = await hints([{}, {}, {}], credential);
    expect(others).toEqual([]);
    expect(hint).toMatch(
      /^3 events are waiting in the retry queue\. PostgreSQL refuses connections\. .*Host/,
    );
    expect((await hints([{}], credential))[0]).toMatch(
      /^1 event is waiting in the retry queue\. PostgreSQL refuses connections\./,
    );
  });

  it('are one for each cause', async () => {
    const unknown = { type: 'NO_SUCH_TYPE' };
    const lacking = { type: 'STATUS_CHANGED', fields: {} };
    const found = await hints([unknown, lacking, {}, unknown]);
    expect(found).toHaveLength(2);
    expect(found[0]).toMatch(/^2 events are parked in the retry queue\. .*NO_SUCH_TYPE/);
    expect(found[1]).toMatch(/^1 event is parked in the retry queue\. .*New Status/);
  });
});
