import type { IExecuteFunctions } from 'n8n-workflow';

/** A parameter's text that does no more than name a value of the item. */
const REFERENCE = /^=\{\{\s*\$json((?:\.[A-Za-z_]\w*|\["[^"\\]*"\]|\['[^'\\]*'\])+)\s*\}\}$/;
const STEP = /\.(\w+)|\["([^"]*)"\]|\['([^']*)'\]/g;

/** These look at the parameters beside them, so they are evaluated in their place. */
const PLACED = /\$(raw)?parameter/i;

type Reference = {
  readonly kind: 'reference';
  readonly text: string;
  readonly path: readonly string[];
};
/** How a part of a parameter becomes a value; `whole` is left to n8n with all around it. */
type Plan =
  | { readonly kind: 'fixed'; readonly value: unknown }
  | Reference
  | { readonly kind: 'expression'; readonly text: string }
  | { readonly kind: 'record'; readonly entries: readonly (readonly [string, Plan])[] }
  | { readonly kind: 'whole' };

/** Stands for a value that n8n gives only with the whole parameter, e.g. a date that it makes text. */
const ASK = Symbol('ask n8n');

/**
 * Reads parameters of many items as `getNodeParameter` does, which builds its world of `$` variables
 * anew for every expression of every item. What has no expression is read as it is, and the value
 * of `{{ $json.name }}` is taken from the item once n8n has been seen to give the same. Only text,
 * numbers, booleans and absent values are taken so; objects are n8n's to evaluate.
 */
export class ItemParameters {
  private readonly plans = new Map<string, Plan>();
  /** Whether n8n agrees on a reference, by the type of its value and its text. */
  private readonly agreed = new Map<string, boolean>();
  /** Texts of expressions that gave an object. */
  private readonly opaque = new Set<string>();

  constructor(private readonly context: IExecuteFunctions) {}

  /** @throws what n8n throws when it cannot evaluate the parameter */
  read(name: string, itemIndex: number): unknown {
    const value = this.follow(this.planOf(name), itemIndex);
    return value === ASK ? this.evaluated(name, itemIndex) : value;
  }

  private planOf(name: string): Plan {
    const known = this.plans.get(name);
    if (known !== undefined) return known;
    const plan = this.makePlan(name);
    this.plans.set(name, plan);
    return plan;
  }

  private makePlan(name: string): Plan {
    const options = { rawExpressions: true };
    // A parameter that is not there is n8n's to complain about, item by item.
    const raw: unknown = this.context.getNodeParameter(name, 0, null, options);
    return raw === null ? { kind: 'whole' } : planFor(raw);
  }

  private follow(plan: Plan, itemIndex: number): unknown {
    switch (plan.kind) {
      case 'fixed':
        return plan.value;
      case 'whole':
        return ASK;
      case 'reference':
        return this.referred(plan, itemIndex);
      case 'expression':
        return this.expressed(plan.text, itemIndex);
      case 'record':
        return this.record(plan.entries, itemIndex);
    }
  }

  private record(entries: readonly (readonly [string, Plan])[], itemIndex: number): unknown {
    const record: Record<string, unknown> = {};
    for (const [key, plan] of entries) {
      const value = this.follow(plan, itemIndex);
      if (value === ASK) return ASK;
      record[key] = value;
    }
    return record;
  }

  private referred({ text, path }: Reference, itemIndex: number): unknown {
    const value = valueAt(this.context.getInputData()[itemIndex]?.json, path);
    if (value === ASK) return this.expressed(text, itemIndex);
    const proof = `${typeof value} ${text}`;
    let agreed = this.agreed.get(proof);
    if (agreed === undefined) {
      agreed = Object.is(this.context.evaluateExpression(text, itemIndex), value);
      this.agreed.set(proof, agreed);
    }
    return agreed ? value : this.expressed(text, itemIndex);
  }

  private expressed(text: string, itemIndex: number): unknown {
    if (this.opaque.has(text)) return ASK;
    const value: unknown = this.context.evaluateExpression(text, itemIndex);
    if (!isOpaque(value)) return value;
    this.opaque.add(text);
    return ASK;
  }

  private evaluated(name: string, itemIndex: number): unknown {
    // n8n's own check of mapped fields quotes the values that it refuses; core's does not.
    return this.context.getNodeParameter(name, itemIndex, undefined, { skipValidation: true });
  }
}

function planFor(raw: unknown): Plan {
  if (typeof raw === 'string') return raw.startsWith('=') ? planForExpression(raw) : fixed(raw);
  if (typeof raw !== 'object' || raw === null) return fixed(raw);
  if (!hasExpression(raw)) return fixed(raw);
  if (Array.isArray(raw) || Object.hasOwn(raw, '__proto__')) return { kind: 'whole' };
  return {
    kind: 'record',
    entries: Object.entries(raw).map(([key, value]) => [key, planFor(value)]),
  };
}

function fixed(value: unknown): Plan {
  return { kind: 'fixed', value };
}

function planForExpression(raw: string): Plan {
  const text = raw.slice(1);
  const [, steps] = REFERENCE.exec(raw) ?? [];
  if (steps === undefined)
    return PLACED.test(raw) ? { kind: 'whole' } : { kind: 'expression', text };
  const path = [...steps.matchAll(STEP)].map(
    ([, name, double, single]) => name ?? double ?? single,
  );
  return { kind: 'reference', text, path: path.map((step) => step ?? '') };
}

function hasExpression(raw: unknown): boolean {
  if (typeof raw === 'string') return raw.startsWith('=');
  if (typeof raw !== 'object' || raw === null) return false;
  return Object.values(raw).some(hasExpression);
}

/** Own values of plain objects alone: whatever else an object may answer is not looked into. */
function valueAt(json: unknown, path: readonly string[]): unknown {
  let value = json;
  for (const [level, step] of path.entries()) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return ASK;
    if (!(step in value)) return level === path.length - 1 ? undefined : ASK;
    if (!Object.hasOwn(value, step)) return ASK;
    value = (value as Readonly<Record<string, unknown>>)[step];
  }
  return isOpaque(value) ? ASK : value;
}

function isOpaque(value: unknown): boolean {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
