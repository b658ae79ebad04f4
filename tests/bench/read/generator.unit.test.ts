import { LEADS, drawTenant, leadLines, tenants } from './directory';
import { Draw } from './draw';
import { COLUMNS, logLines } from './logLines';
import { PLANTED } from './logText';

const FROM = Date.UTC(2025, 10, 1);
const slice = { seed: 7, first: 0, count: 20_000, from: FROM, until: FROM + 20_000_000 };
const cells = (line: string) => line.trimEnd().split('\t');
const column = (name: (typeof COLUMNS)[number], rows: readonly string[][]) =>
  rows.map((row) => row[COLUMNS.indexOf(name)] ?? '');

describe('the generated log', () => {
  const lines = [...logLines(slice)];
  const rows = lines.map(cells);

  it('is the same for the same seed and another one for another', () => {
    const start = { ...slice, count: 100 };
    expect([...logLines(start)]).toEqual([...logLines(start)]);
    expect([...logLines({ ...start, seed: 8 })]).not.toEqual([...logLines(start)]);
  });

  it('has a value in every column of every row', () => {
    expect(new Set(rows.map((row) => row.length))).toEqual(new Set([COLUMNS.length]));
    expect(rows.flat().filter((cell) => cell === '')).toEqual([]);
  });

  it('gives tenants the shares that they are said to have', () => {
    const found = column('tenant_id', rows);
    for (const { id, share } of [...tenants.slice(0, 3), ...tenants.slice(-1)]) {
      const count = found.filter((tenant) => tenant === id).length;
      expect(Math.abs(count / rows.length - share)).toBeLessThan(0.02);
    }
  });

  it('carries the time of each event in its id, in order and inside the slice', () => {
    const times = column('"timestamp"', rows).map((text) => Date.parse(text));
    const ofIds = column('id', rows).map((id) =>
      Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16),
    );
    expect(times.filter((time, i) => time !== ofIds[i])).toEqual([]);
    expect(times.filter((time, i) => time < (times[i - 1] ?? slice.from))).toEqual([]);
    expect(times[0]).toBeGreaterThanOrEqual(slice.from);
    expect(times.at(-1)).toBeLessThan(slice.until);
  });

  it('has ids of version 8, none of them twice', () => {
    const ids = column('id', rows);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-8[\da-f]{3}-/.test(id))).toEqual(
      [],
    );
  });

  it('says the planted words as often as it promises', () => {
    const { word, every } = PLANTED.medium;
    const texts = column('message_content', rows);
    expect(texts.filter((text) => text.split(' ').includes(word))).toHaveLength(
      slice.count / every,
    );
  });

  it('leaves one event in twenty without a lead, and names the lead of each in some way', () => {
    const waiting = rows.filter((row) => row[COLUMNS.indexOf('lead_id')] === '\\N');
    expect(Math.abs(waiting.length / rows.length - 1 / 20)).toBeLessThan(0.01);
    const references = (['lead_id', 'lead_airtable_id', 'lead_email'] as const).map((name) =>
      column(name, rows),
    );
    const unnamed = rows.filter((_row, i) => references.every((all) => all[i] === '\\N'));
    expect(unnamed).toEqual([]);
  });
});

describe('the generated directory', () => {
  it('has every lead once, each in the tenant that its number belongs to', () => {
    const leads = [...leadLines()].map(cells);
    expect(leads).toHaveLength(LEADS);
    expect(new Set(leads.map(([id]) => id)).size).toBe(LEADS);
    for (const { id, firstLead, leads: count } of tenants) {
      expect(leads[firstLead]?.[1]).toBe(id);
      expect(leads[firstLead + count - 1]?.[1]).toBe(id);
    }
  });

  it('gives the n-th of 40 tenants an n-th of what the first has', () => {
    expect(tenants).toHaveLength(40);
    expect(tenants[0]?.share).toBeCloseTo(0.2337, 4);
    expect(tenants[9]?.share).toBeCloseTo(0.02337, 5);
  });

  it('draws the first tenant most often', () => {
    const draw = new Draw(1);
    const drawn = Array.from({ length: 10_000 }, () => drawTenant(draw).id);
    const share = drawn.filter((id) => id === 'tenant-01').length / drawn.length;
    expect(Math.abs(share - (tenants[0]?.share ?? 0))).toBeLessThan(0.02);
  });
});
