import type { IExecuteFunctions } from 'n8n-workflow';
import { isToolExecution } from '../../nodes/n8n/toolExecution';

const TYPE = 'n8n-nodes-activity-log.logActivity';

function contextOf(type: string, isTool?: boolean): IExecuteFunctions {
  const context = { getNode: () => ({ type }), isTool };
  const ask = {
    isToolExecution(this: typeof context) {
      return this.isTool;
    },
  };
  return (isTool === undefined ? context : { ...context, ...ask }) as unknown as IExecuteFunctions;
}

describe('isToolExecution', () => {
  it.each([true, false])('believes an n8n that can be asked: %s', (isTool) => {
    expect(isToolExecution(contextOf(TYPE, isTool))).toBe(isTool);
    expect(isToolExecution(contextOf(`${TYPE}Tool`, isTool))).toBe(isTool);
  });

  it('goes by the type of the node in an n8n that cannot be asked', () => {
    expect(isToolExecution(contextOf(TYPE))).toBe(false);
    expect(isToolExecution(contextOf(`${TYPE}Tool`))).toBe(true);
  });
});
