import fc from 'fast-check';
import { budgetFindings, costOf } from './cost';

const REGION = 'us-east-1';
/** One dollar a month. */
const KEY = { Type: 'AWS::KMS::Key' };
/** Three dollars a month. */
const DASHBOARD = { Type: 'AWS::CloudWatch::Dashboard' };
const UNPRICED = { Type: 'AWS::Acme::Unknown' };

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
    ['what has no price', [KEY, UNPRICED], [UNPRICED], 1, 1],
  ])('prices %s', (_, after, before, monthlyCost, monthlyCostDelta) => {
    expect(costOf(stack(...after), before && deployed(before))).toEqual({
      monthlyCost,
      monthlyCostDelta,
    });
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
    expect(costOf(next, undefined)).toEqual({
      monthlyCost: 34.17,
      monthlyCostDelta: 34.17,
    });
    expect(
      costOf(next, {
        template: sized(false),
        parameters: { Type: 't3.large' },
      }),
    ).toEqual({ monthlyCost: 64.54, monthlyCostDelta: 3 });
  });

  it('is the difference of what both cost alone, in whole cents, whatever they hold', () => {
    const resources = fc.array(
      fc.constantFrom<object>(KEY, DASHBOARD, UNPRICED, {
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

describe('budgetFindings', () => {
  const of = (monthlyBudget: number, ...costs: Array<number | null>) =>
    budgetFindings(
      'environments/claims-dev',
      { monthlyBudget },
      costs.map(monthlyCost => ({ monthlyCost })),
    );

  it.each<[string, number, Array<number | null>]>([
    ['below its budget', 50, [49.99]],
    ['exactly at its budget', 50, [50]],
    ['without stacks', 50, []],
    ['of a price that nobody knows', 50, [null]],
    ['of stacks that together are at its budget', 0.3, [0.1, 0.2]],
  ])('says nothing of a unit %s', (_, budget, costs) => {
    expect(of(budget, ...costs)).toEqual([]);
  });

  it.each<[string, number, Array<number | null>, string]>([
    ['by a cent', 50, [50.01], '$50.01'],
    ['with all its stacks together', 50, [30, 20.5], '$50.50'],
    ['with what can be priced of it', 50, [null, 60], '$60.00'],
  ])('warns of a unit above its budget %s', (_, budget, costs, price) => {
    expect(of(budget, ...costs)).toEqual([
      {
        severity: 'warning',
        rule: 'budget',
        message: `The list price of ${price} a month is above the budget of $50.`,
        unit: 'environments/claims-dev',
      },
    ]);
  });
});
