import { isToolExecution, type ToolContext } from '../../nodes/n8n/toolExecution';
import { makeNode } from '../support/engine/workflowParts';

const TYPE = 'n8n-nodes-activity-log.logActivity';

const oldContext = (type: string): ToolContext => ({ getNode: () => makeNode('Log', type) });

class NewContext implements ToolContext {
  constructor(
    private readonly type: string,
    private readonly isTool: boolean,
  ) {}

  getNode() {
    return makeNode('Log', this.type);
  }

  isToolExecution() {
    return this.isTool;
  }
}

describe('isToolExecution', () => {
  it.each([true, false])('believes an n8n that can be asked: %s', (isTool) => {
    expect(isToolExecution(new NewContext(TYPE, isTool))).toBe(isTool);
    expect(isToolExecution(new NewContext(`${TYPE}Tool`, isTool))).toBe(isTool);
  });

  it('goes by the type of the node in an n8n that cannot be asked', () => {
    expect(isToolExecution(oldContext(TYPE))).toBe(false);
    expect(isToolExecution(oldContext(`${TYPE}Tool`))).toBe(true);
  });
});
