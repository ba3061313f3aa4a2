import type {
  DeployedStack,
  DeploymentReport,
} from '@plinth/plugin-environments-common';
import { deployedStack, deploymentReport } from '../__testUtils__/reports';
import { expectedStacks } from './expectedStacks';

const report = (...stacks: DeployedStack[]) => deploymentReport({ stacks });

describe('expectedStacks', () => {
  const unit = { unit: 'environments/shop', stacks: ['shop'] };

  it.each<[string, DeploymentReport | undefined, string[]]>([
    ['its own before any deployment', undefined, ['shop']],
    [
      'companions that its last deployment made',
      report(
        deployedStack('shop', { stackName: 'shop-dr' }),
        deployedStack('shop'),
        deployedStack('shop-eu'),
      ),
      ['shop', 'shop-dr'],
    ],
    [
      'its own, when the last deployment was cut off before it',
      report(),
      ['shop'],
    ],
  ])('%s', (_, last, expected) => {
    expect(expectedStacks(unit, last)).toEqual(expected);
  });
});
