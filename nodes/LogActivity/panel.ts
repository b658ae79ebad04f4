import type { IDataObject } from 'n8n-workflow';
import { InvalidEventError } from '../core/errors';
import type { ItemParameters } from '../n8n/itemParameters';
import { locatedValue } from '../n8n/locatedValue';

/** Reads the parameters of one item and remembers the first one that cannot be evaluated. */
export class Panel {
  unreadable: InvalidEventError | undefined;

  constructor(
    private readonly parameters: ItemParameters,
    private readonly itemIndex: number,
    readonly item: IDataObject,
  ) {}

  readAdditionalFields(): IDataObject {
    return (this.read('additionalFields', 'Additional Fields') ?? {}) as IDataObject;
  }

  readLocator(name: string, label: string): unknown {
    return locatedValue(this.read(name, label));
  }

  /** @param label the parameter as the panel shows it */
  read(name: string, label: string): unknown {
    try {
      return this.parameters.read(name, this.itemIndex);
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
