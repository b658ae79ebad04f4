import { spooledText } from '../support/faults/conservation';
import { type FaultStage, notes, stageFault } from '../support/faults/stageFault';

let stage: FaultStage;
beforeEach(async () => {
  stage = await stageFault();
});
afterEach(() => stage.end());

const LONGEST_RUN = 27_000;
const COUNT = 10_000;
/** Read at once: what n8n needs to evaluate other expressions 10,000 times is not under test. */
const QUICKLY_READ = {
  eventType: { __rl: true, mode: 'name', value: 'NOTE_ADDED' },
  fieldsJson: '{ "note": "x" }',
  messageContent: '={{ $json.message }}',
  options: { firstDelay: 1000 },
};

describe('many items', () => {
  it('Row 55: 10,000 against a black hole are kept to the last one within 27 s', async () => {
    stage.proxy.reception = 'blackHole';
    const start = performance.now();
    const run = await stage.log(notes('silent', COUNT), QUICKLY_READ);
    const took = performance.now() - start;
    expect(stage.proxy.counts.blackHoled).toBeGreaterThan(1);
    expect(took).toBeLessThan(LONGEST_RUN);
    expect(run.receipts).toHaveLength(COUNT);
    const ids = run.receipts.map(({ eventId }) => eventId);
    expect(new Set(ids).size).toBe(COUNT);
    const spooled = spooledText(stage.spoolFolder).match(
      /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g,
    );
    const kept = new Set(spooled);
    expect(ids.filter((id) => !kept.has(id))).toEqual([]);
  });
});
