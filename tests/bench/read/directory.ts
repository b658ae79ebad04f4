import { Draw } from './draw';

/** Who has leads: the first tenant has the most, the n-th an n-th of that. */
export interface Tenant {
  readonly id: string;
  /** Number of its first lead; the others follow. */
  readonly firstLead: number;
  readonly leads: number;
  /** Share of all leads and events, of 1. */
  readonly share: number;
}

const TENANTS = 40;
export const LEADS = 400_000;

const FIRST_NAMES = `John Mary James Linda Robert Susan Michael Karen David Nancy Daniel Laura Mark
Sarah Paul Emma Kevin Alice Brian Julia Peter Anna Simon Clara Thomas Helen Oscar Irene`.split(
  /\s+/,
);
const LAST_STARTS = 'Ash Bar Cart Dun Ell Fair Gold Hart Ing Kirk Lang Mor Nor Oak Park Rad'.split(
  ' ',
);
const LAST_ENDS = 'berg bury by field ford ham land ley man more stone ton well wick wood worth'
  .split(' ')
  .filter((end) => end !== '');

export const tenants: readonly Tenant[] = makeTenants();

function makeTenants(): Tenant[] {
  const weights = Array.from({ length: TENANTS }, (_, i) => 1 / (i + 1));
  const sum = weights.reduce((all, weight) => all + weight, 0);
  let firstLead = 0;
  return weights.map((weight, i) => {
    const share = weight / sum;
    const isLast = i === TENANTS - 1;
    const leads = isLast ? LEADS - firstLead : Math.floor(LEADS * share);
    const tenant = { id: `tenant-${String(i + 1).padStart(2, '0')}`, firstLead, leads, share };
    firstLead += leads;
    return tenant;
  });
}

/** A tenant, each as often as its share of the events says. */
export function drawTenant(draw: Draw): Tenant {
  let rest = draw.fraction();
  const found = tenants.find(({ share }) => (rest -= share) < 0);
  return found ?? (tenants[0] as Tenant);
}

export function leadId(number: number): string {
  return `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;
}

export function airtableId(number: number): string {
  return `rec${String(number).padStart(14, '0')}`;
}

export function leadEmail(number: number): string {
  return `lead${number}@example.com`;
}

/** The directory as lines for COPY: id, tenant, Airtable id, first name, last name, email. */
export function* leadLines(): Generator<string> {
  const draw = new Draw(1);
  const pick = (list: readonly string[]): string => list[draw.below(list.length)] ?? '';
  for (const { id, firstLead, leads } of tenants) {
    for (let n = firstLead; n < firstLead + leads; n++) {
      const last = pick(LAST_STARTS) + pick(LAST_ENDS);
      yield [leadId(n), id, airtableId(n), pick(FIRST_NAMES), last, leadEmail(n)].join('\t') + '\n';
    }
  }
}
