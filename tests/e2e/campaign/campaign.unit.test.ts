import { seededRandom } from '../../support/seededRandom';
import { planCampaign } from './campaign';

const plan = () => planCampaign(seededRandom('coverage'), 500);

describe('the plan of a campaign', () => {
  it('is the same for the same seed', () => {
    expect(plan()).toEqual(plan());
  });

  it('knows its leads apart by phone, email and id', () => {
    for (const key of ['phone', 'email', 'id'] as const) {
      expect(new Set(plan().map((lead) => lead[key])).size).toBe(500);
    }
  });

  it('has leads that do each thing, and books nobody who opted out', () => {
    const leads = plan();
    const kinds = <T>(of: (lead: (typeof leads)[number]) => T): Set<T> => new Set(leads.map(of));
    expect(kinds(({ receipt }) => receipt)).toEqual(new Set(['delivered', 'undelivered']));
    expect(kinds(({ reply }) => reply)).toEqual(new Set(['none', 'answer', 'stop']));
    expect(kinds(({ booking }) => booking).size).toBe(4);
    expect(kinds(({ isRepeated }) => isRepeated).size).toBe(2);
    expect(leads.filter(({ reply, booking }) => reply === 'stop' && booking !== 'none')).toEqual(
      [],
    );
  });
});
