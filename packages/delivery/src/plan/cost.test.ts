import fc from 'fast-check';
import { budgetFindings, costOf, unpricedFindings } from './cost';

const REGION = 'us-east-1';
/** One dollar a month. */
const KEY = { Type: 'AWS::KMS::Key' };
/** Three dollars a month. */
const DASHBOARD = { Type: 'AWS::CloudWatch::Dashboard' };
const UNPRICED = { Type: 'AWS::Acme::Unknown' };
const instance = (InstanceType: string) => ({
  Type: 'AWS::EC2::Instance',
  Properties: { InstanceType },
});

const template = (...resources: object[]) => ({
  Resources: Object.fromEntries(
    resources.map((resource, index) => [`R${index}`, resource as typeof KEY]),
  ),
});
const stack = (...resources: object[]) => ({
  region: REGION,
  template: template(...resources),
});
const deployed = (
  resources: object[],
  parameters: Record<string, string> = {},
) => ({ template: template(...resources), parameters });

describe('costOf', () => {
  it.each([
    ['a new stack', [KEY, DASHBOARD], undefined, 4, 4],
    ['one that stays the same', [KEY], [KEY], 1, 0],
    ['one that grows', [KEY, KEY, DASHBOARD], [KEY], 5, 4],
    ['one that shrinks', [KEY], [KEY, DASHBOARD], 1, -3],
    ['one whose resources all go', [], [KEY, DASHBOARD], 0, -4],
    ['a resource that becomes another', [DASHBOARD], [KEY], 3, 2],
    [
      'beside what has no price and stays',
      [KEY, UNPRICED],
      [DASHBOARD, UNPRICED],
      null,
      -2,
    ],
    ['what has no price and comes', [KEY, UNPRICED], [KEY], null, null],
    ['what has no price and goes', [KEY], [KEY, UNPRICED], 1, null],
    [
      'an instance that becomes one without a price',
      [instance('p4d.24xlarge')],
      [instance('t3.nano')],
      null,
      null,
    ],
  ])('prices %s', (_, after, before, monthlyCost, monthlyCostDelta) => {
    expect(costOf(stack(...after), before && deployed(before))).toMatchObject({
      monthlyCost,
      monthlyCostDelta,
    });
  });

  it('tells what would cost less after the change, and not what did before', () => {
    const volume = (VolumeType: string) => ({
      Type: 'AWS::EC2::Volume',
      Properties: { VolumeType, Size: 100, AvailabilityZone: 'us-east-1a' },
    });
    const hint = expect.stringContaining('gp3 volumes cost about 20 % less');
    expect(costOf(stack(volume('gp2')), undefined).hints).toEqual([hint]);
    expect(
      costOf(stack(volume('gp3')), deployed([volume('gp2')])).hints,
    ).toEqual([]);
  });

  it('prices both sides with the parameter values that the stack has, and a new stack with its defaults', () => {
    const sized = (monitored: boolean) => ({
      Parameters: { Type: { Type: 'String', Default: 't3.medium' } },
      Resources: {
        Host: {
          Type: 'AWS::EC2::Instance',
          Properties: { InstanceType: { Ref: 'Type' } },
        },
        ...(monitored ? { Dashboard: DASHBOARD } : {}),
      },
    });
    const next = { region: REGION, template: sized(true) };
    expect(costOf(next, undefined)).toMatchObject({
      monthlyCost: 34.17,
      monthlyCostDelta: 34.17,
    });
    expect(
      costOf(next, {
        template: sized(false),
        parameters: { Type: 't3.large' },
      }),
    ).toMatchObject({ monthlyCost: 64.54, monthlyCostDelta: 3 });
  });

  it('is the difference of what both cost alone, in whole cents, whatever they hold', () => {
    const resources = fc.array(
      fc.constantFrom<object>(KEY, DASHBOARD, {
        Type: 'AWS::SecretsManager::Secret',
      }),
    );
    fc.assert(
      fc.property(resources, resources, (before, after) => {
        const change = costOf(stack(...after), deployed(before));
        const [was, is] = [before, after].map(
          each => costOf(stack(...each), undefined).monthlyCost ?? NaN,
        );
        expect(change.monthlyCost).toBe(is);
        expect(change.monthlyCostDelta).toBeCloseTo(is - was, 6);
        const cents = (change.monthlyCostDelta ?? NaN) * 100;
        expect(cents).toBeCloseTo(Math.round(cents), 6);
      }),
    );
  });
});

describe('unpricedFindings', () => {
  it('names what has no price, and what the rest costs', () => {
    const expensive = stack(KEY, instance('p4d.24xlarge'), {
      Type: 'AWS::Redshift::Cluster',
    });
    const claims = { unit: 'environments/claims', stackName: 'claims' };
    expect(unpricedFindings(claims, costOf(expensive, undefined))).toEqual([
      {
        severity: 'warning',
        rule: 'cost.unpriced',
        message:
          'The cost of stack claims is not known: there is no list price for R1 (p4d.24xlarge instance, Linux), R2 (AWS::Redshift::Cluster). The rest costs $1.80 a month. Look the price up before you approve.',
        unit: 'environments/claims',
      },
    ]);
    expect(unpricedFindings(claims, costOf(stack(KEY), undefined))).toEqual([]);
  });
});

describe('budgetFindings', () => {
  const unpriced = [
    { logicalId: 'R', resourceType: 'AWS::X::Y', description: 'AWS::X::Y' },
  ];
  const of = (monthlyBudget: number, costs: number[], unknown = false) =>
    budgetFindings(
      'environments/claims-dev',
      { monthlyBudget },
      costs.map(pricedMonthly => ({
        pricedMonthly,
        unpriced: unknown ? unpriced : [],
      })),
    );

  it.each<[string, number, number[]]>([
    ['below its budget', 50, [49.99]],
    ['exactly at its budget', 50, [50]],
    ['without stacks', 50, []],
    ['of stacks that together are at its budget', 0.3, [0.1, 0.2]],
  ])('says nothing of a unit %s', (_, budget, costs) => {
    expect(of(budget, costs)).toEqual([]);
  });

  it.each<[string, number, number[], boolean, string]>([
    ['by a cent', 50, [50.01], false, '$50.01'],
    ['with all its stacks together', 50, [30, 20.5], false, '$50.50'],
    ['with what can be priced of it alone', 50, [60], true, '$60.00'],
  ])(
    'warns of a unit above its budget %s',
    (_, budget, costs, unknown, price) => {
      expect(of(budget, costs, unknown)).toEqual([
        {
          severity: 'warning',
          rule: 'budget',
          message: `The list price of ${price} a month is above the budget of $50.`,
          unit: 'environments/claims-dev',
        },
      ]);
    },
  );

  it('leaves the budget undecided where something has no price', () => {
    expect(of(50, [0.8], true)).toEqual([
      {
        severity: 'warning',
        rule: 'budget',
        message:
          'Whether the budget of $50 a month holds is undecided: $0.80 are priced, and a part has no list price.',
        unit: 'environments/claims-dev',
      },
    ]);
  });
});
