import plugin from './index';
import * as legacy from './legacy';

describe('the plugin', () => {
  it('is there for the new front-end system and for the old one', () => {
    expect(plugin.id).toBe('environments');
    expect(Object.keys(legacy).sort()).toEqual([
      'ConnectionsPage',
      'EntityChangesCard',
      'EntityChangesContent',
      'EntityCostCard',
      'EntityCostsContent',
      'EntityHealthCard',
      'EntityHealthContent',
      'EnvironmentsPage',
      'environmentsPlugin',
      'isEnvironmentsAvailable',
    ]);
  });
});
