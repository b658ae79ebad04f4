import { abandonedClaimsOf } from '../../../nodes/core/retryQueue/abandonedClaims';

describe('claims that a living process could not end', () => {
  it('are known to all that use the pool, and to no other', () => {
    const [pool, other] = [{}, {}];
    abandonedClaimsOf(pool).abandon('one');
    expect(abandonedClaimsOf(pool).tokens).toEqual(['one']);
    expect(abandonedClaimsOf(other).tokens).toEqual([]);
  });

  it('are remembered up to a hundred, the newest', () => {
    const claims = abandonedClaimsOf({});
    for (let number = 1; number <= 103; number++) claims.abandon(`claim ${number}`);
    expect(claims.tokens).toHaveLength(100);
    expect(claims.tokens).toContain('claim 103');
    expect(claims.tokens).not.toContain('claim 3');
  });
});
