import { BlueprintRegistry } from '@plinth/blueprints/schema';
import { Estimator } from './Estimator';
import { PricingWorker } from './PricingWorker';

describe('Estimator', () => {
  const pricer = new PricingWorker();
  const price = jest.spyOn(pricer, 'price');
  const estimator = new Estimator({
    blueprints: new BlueprintRegistry(),
    pricer,
  });
  const request = {
    blueprint: 'application',
    stage: 'dev' as const,
    account: '111122223333',
    region: 'us-east-1',
    parameters: {},
  };

  beforeEach(() => price.mockClear());
  afterAll(() => pricer.close());

  it('prices a unit by resource, and remembers the answer', async () => {
    const estimate = await estimator.estimate(request);
    expect(estimate.monthly).toBeGreaterThan(0);
    expect(estimate.lines).toContainEqual(
      expect.objectContaining({ resourceType: 'AWS::RDS::DBInstance' }),
    );
    expect(
      estimate.lines.reduce((sum, line) => sum + line.monthly, 0),
    ).toBeCloseTo(estimate.monthly, 2);
    expect(await estimator.estimate({ ...request })).toEqual(estimate);
    expect(price).toHaveBeenCalledTimes(1);
  });

  it('names the parameter that breaks a rule, without waking the worker', async () => {
    await expect(
      estimator.estimate({ ...request, parameters: { cidr: 'everything' } }),
    ).rejects.toThrow(/parameters\.cidr/);
    await expect(
      estimator.estimate({ ...request, region: 'mars-north-1' }),
    ).rejects.toThrow(/region/);
    await expect(
      estimator.estimate({ ...request, blueprint: 'castle' }),
    ).rejects.toThrow(/no blueprint castle/);
    expect(price).not.toHaveBeenCalled();
  });
});
