import type { Unit } from '@plinth/blueprints/schema';
import { PricingWorker } from './PricingWorker';

const UNIT: Unit = {
  kind: 'environment',
  name: 'claims-dev',
  blueprint: 'application',
  version: '1.0.0',
  stage: 'dev',
  account: '111122223333',
  region: 'us-east-1',
  owner: 'group:default/platform',
  monthlyBudget: 200,
  parameters: { cidr: '10.0.0.0/16' },
};

describe('PricingWorker', () => {
  it('ends the one that is late, and goes on with those behind it', async () => {
    // Loading the CDK alone takes longer.
    const pricer = new PricingWorker({ timeoutMs: 1 });
    const ended = await Promise.allSettled(
      [1, 2, 3].map(() => pricer.price(UNIT)),
    );
    const errors = ended.map(each => each.status === 'rejected' && each.reason);
    expect(new Set(errors).size).toBe(3);
    for (const error of errors) {
      expect(error).toMatchObject({
        name: 'ServiceUnavailableError',
        message: expect.stringContaining('no estimate within 0.001 seconds'),
      });
    }
    await pricer.close();
  });

  it('lets only so many wait, and tells all of them when the portal shuts down', async () => {
    const pricer = new PricingWorker();
    const asked = Array.from({ length: 1_002 }, () => pricer.price(UNIT));
    const ended = Promise.allSettled(asked);
    await expect(asked[1_001]).rejects.toThrow(/1000 others wait/);
    await pricer.close();
    const reasons = (await ended).map(each =>
      each.status === 'rejected' ? String(each.reason.message) : 'made',
    );
    expect(
      reasons.filter(reason => /the portal is shutting down/.test(reason)),
    ).toHaveLength(1_001);
  });
});
