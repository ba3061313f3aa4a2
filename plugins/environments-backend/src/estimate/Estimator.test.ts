import { BlueprintRegistry, validateUnit } from '@plinth/blueprints/schema';
import { Estimator } from './Estimator';
import { PricingWorker } from './PricingWorker';

describe('Estimator', () => {
  const pricer = new PricingWorker();
  const price = jest.spyOn(pricer, 'price');
  const blueprints = new BlueprintRegistry();
  const estimator = new Estimator({ blueprints, pricer });
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

  it('prices once what differs in its name and its network alone, of which no price depends', async () => {
    const shown = await estimator.estimate(request);
    const asked = { name: 'claims-dev', parameters: { cidr: '10.77.0.0/20' } };
    expect(await estimator.estimate({ ...request, ...asked })).toBe(shown);
    const unit = validateUnit(
      {
        ...{ ...request, ...asked },
        ...{
          kind: 'environment',
          version: blueprints.newest(request.blueprint)?.version,
        },
        ...{ owner: 'group:default/claims', monthlyBudget: 500 },
      },
      blueprints,
    );
    expect(await pricer.price(unit)).toEqual(shown);
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
