import { types } from 'node:util';

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function objectShape(value: object): string {
  if (types.isDate(value)) {
    return Number.isNaN(value.getTime()) ? 'a date that does not exist' : 'a date';
  }
  if (Array.isArray(value)) return `a list of ${plural(value.length, 'value')}`;
  return 'an object';
}

/** What kind of value it is and how long, but never the value: fit for an error or a log. */
export function valueShape(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return `text of ${plural(value.length, 'character')}`;
    case 'number':
      return Number.isFinite(value) ? 'a number' : 'a number that is not finite';
    case 'boolean':
      return 'a boolean';
    case 'bigint':
      return 'a BigInt';
    case 'symbol':
      return 'a symbol';
    case 'function':
      return 'a function';
    case 'undefined':
      return 'undefined';
    case 'object':
      return value === null ? 'null' : objectShape(value);
  }
}
