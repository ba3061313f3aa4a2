import { BlueprintRegistry, type Unit } from '@plinth/blueprints/schema';
import { PricingWorker } from '../estimate/PricingWorker';
import { findAdoption, type DriftedValue } from './findAdoption';

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

describe('the parameters that make a unit what it has become', () => {
  const worker = new PricingWorker();
  afterAll(() => worker.close());

  /** A resource of the unit's blueprint that a parameter gives a value, where it is. */
  async function deployed(type: string, property: string) {
    const [{ stackName, template }] = await worker.templates(UNIT);
    const [logicalId, resource] = Object.entries(template.Resources ?? {}).find(
      ([, { Type, Properties }]) => Type === type && Properties?.[property],
    )!;
    return {
      stack: stackName,
      logicalId,
      resourceType: type,
      path: `/${property}`,
      expected: String(resource.Properties?.[property]),
    };
  }
  const adopt = (...drifted: DriftedValue[]) =>
    findAdoption({
      unit: UNIT,
      drifted,
      blueprints: new BlueprintRegistry(),
      synthesize: unit => worker.templates(unit),
    });

  it('are told where the blueprint makes the very value from one, and nowhere else', async () => {
    const size = {
      ...(await deployed('AWS::RDS::DBInstance', 'DBInstanceClass')),
      actual: 'db.t4g.large',
    };
    // The same values where no parameter has a say.
    const elsewhere = { ...size, logicalId: 'Other' };
    const hidden = { ...size, path: '/MasterUserPassword', actual: '(hidden)' };
    const gone: DriftedValue = { ...size, path: '', deleted: true };
    const { parameters, items } = await adopt(size, elsewhere, hidden, gone);
    expect(parameters).toEqual({ databaseClass: 'db.t4g.large' });
    expect(items.map(({ parameter }) => parameter)).toEqual([
      'databaseClass',
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('are none where the value breaks a rule of the blueprint', async () => {
    const size = await deployed('AWS::RDS::DBInstance', 'DBInstanceClass');
    const { parameters, items } = await adopt({
      ...size,
      actual: 'db.x9.gigantic',
    });
    expect(parameters).toEqual({});
    expect(items[0].parameter).toBeUndefined();
  });
});
