import { coreExtensionData } from '@backstage/frontend-plugin-api';
import { createExtensionTester } from '@backstage/frontend-test-utils';
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
      'EntityDeploymentsContent',
      'EntityHealthCard',
      'EntityHealthContent',
      'EnvironmentsPage',
      'HomePage',
      'RequestsPage',
      'UpgradesPage',
      'environmentsPlugin',
      'isEnvironmentsAvailable',
    ]);
  });

  it.each([
    'page:environments',
    'page:environments/connections',
    'page:environments/home',
    'page:environments/requests',
  ] as const)(
    'gives %s the route without which a sidebar leaves it out',
    id => {
      const page = createExtensionTester(plugin.getExtension(id));
      expect(page.get(coreExtensionData.routeRef)).toBeDefined();
    },
  );
});
