import { SHORT_POLICY } from './logTool';
import { brokenPromises } from './report';
import { runSoak } from './soak';

const SEED = 7;
const SECONDS = 20;

describe('writers and replayers under random faults', () => {
  it(`lose nothing, double nothing and make nothing up (seed ${SEED})`, async () => {
    const report = await runSoak({ seconds: SECONDS, seed: SEED });
    expect(brokenPromises(report, SHORT_POLICY)).toEqual([]);
    expect(report.rows).toBeGreaterThan(0);
  }, 180_000);
});
