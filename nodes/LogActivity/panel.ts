import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { InvalidEventError } from '../core/errors';

/** Reads the parameters of one item and remembers the first one that cannot be evaluated. */
export class Panel {
  unreadable: InvalidEventError | undefined;

  constructor(
    private readonly context: IExecuteFunctions,
    private readonly itemIndex: number,
  ) {}

  get item(): IDataObject {
    return this.context.getInputData()[this.itemIndex]?.json ?? {};
  }

  /** Of the workflow: what a date of the panel without an offset is meant in. */
  get timeZone(): string {
    return this.context.getTimezone();
  }

  readAdditionalFields(): IDataObject {
    return (this.read('additionalFields', 'Additional Fields') ?? {}) as IDataObject;
  }

  /** @param label the parameter as the panel shows it */
  read(name: string, label: string): unknown {
    // n8n's own check of mapped fields quotes the values that it refuses; core's does not.
    const options = { extractValue: name === 'eventType', skipValidation: true };
    try {
      return this.context.getNodeParameter(name, this.itemIndex, undefined, options);
    } catch {
      // The reason is left out on purpose: messages of expressions can quote the item.
      this.unreadable ??= new InvalidEventError(label, {
        code: 'unreadable_parameter',
        message: `The parameter ${label} could not be evaluated for item ${this.itemIndex}.`,
        hint: `Open the node with this item and correct the expression in ${label}.`,
      });
      return undefined;
    }
  }
}
