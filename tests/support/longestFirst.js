const Sequencer = require('@jest/test-sequencer').default;

/** Of a file that never ran here, Jest knows the size alone; these are short and take long. */
const LONG = [
  'soak/soak.',
  'package/pack.',
  'core/tenantIsolation.',
  'n8n/sshTunnel.',
  'faults/wrongClock.',
  'faults/payloadSize.',
  'faults/cutConnection.',
  'faults/airtable.engine.',
  'faults/restart.',
  'faults/manyItems.',
  'workflows/smsScheduler',
  'workflows/smsDelivery',
  'workflows/smsOptOuts.',
  'workflows/workflowErrors.',
];

/** @param {{ path: string }} test */
function rank({ path }) {
  const place = LONG.findIndex((part) => path.replaceAll('\\', '/').includes(`/tests/${part}`));
  return place < 0 ? LONG.length : place;
}

/** A long file at the end would keep one worker busy while the other has nothing to do. */
class LongestFirst extends Sequencer {
  /** @param {Parameters<Sequencer['sort']>[0]} tests */
  async sort(tests) {
    return [...(await super.sort(tests))].sort((one, other) => rank(one) - rank(other));
  }
}

module.exports = LongestFirst;
