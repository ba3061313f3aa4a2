import { groupsReach, HUB_ROUTE_TABLES, tablesThatLearn } from './routing';

describe('routing of the hub', () => {
  it('keeps production and non-production apart, both ways', () => {
    expect(groupsReach('production', 'non-production')).toBe(false);
    expect(groupsReach('non-production', 'production')).toBe(false);
    expect(tablesThatLearn('production')).not.toContain('non-production');
    expect(tablesThatLearn('non-production')).not.toContain('production');
  });

  it.each(['production', 'non-production', 'external'] as const)(
    'lets %s and the hub reach each other',
    group => {
      expect(groupsReach(group, 'hub')).toBe(true);
      expect(groupsReach('hub', group)).toBe(true);
    },
  );

  it('has no way in one direction only, on which answers would be lost', () => {
    for (const from of HUB_ROUTE_TABLES) {
      for (const to of HUB_ROUTE_TABLES) {
        expect(tablesThatLearn(from).includes(to)).toBe(
          tablesThatLearn(to).includes(from),
        );
      }
    }
  });
});
