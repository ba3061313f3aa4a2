import type { Unit } from '@plinth/blueprints/schema';
import type { Finding } from '@plinth/plugin-environments-common';
import { estimate, sumCents, type UnpricedPart } from '@plinth/pricing';
import type { DeployedStack } from '../aws/DeployedStack';
import type { SynthesizedStack } from '../synth/Assembly';
import type { PlannedStack } from './model';

/** What a stack costs, as far as there are prices. */
export interface StackCost extends Pick<
  PlannedStack,
  'monthlyCost' | 'monthlyCostDelta'
> {
  /** What can be priced of it, in US dollars a month. */
  readonly pricedMonthly: number;
  /** What of it has no list price, and is in none of the figures. */
  readonly unpriced: readonly UnpricedPart[];
  /** What was assumed of it, and what would cost less. */
  readonly hints: readonly string[];
}

/**
 * What a stack costs at list prices after the change, and the difference that the change makes, in US dollars a month and
 * whole cents; `null` where it holds, or the change touches, what has no price: a sum without it would be taken for the whole.
 * Both sides are priced with the parameter values that the stack is deployed with, since `cdk deploy` keeps them.
 */
export function costOf(
  stack: Pick<SynthesizedStack, 'template' | 'region'>,
  deployed: Pick<DeployedStack, 'template' | 'parameters'> | undefined,
): StackCost {
  const options = {
    region: stack.region,
    parameters: { ...deployed?.parameters },
  };
  const after = estimate(stack.template, options);
  const before = estimate(deployed?.template ?? {}, options);
  const unpriced = after.unpricedParts;
  return {
    monthlyCost: unpriced.length > 0 ? null : after.monthly,
    monthlyCostDelta: isSame(before.unpricedParts, unpriced)
      ? sumCents([after.monthly, -before.monthly])
      : null,
    pricedMonthly: after.monthly,
    unpriced,
    hints: after.hints,
  };
}

/** Says what of a stack has no price, and what the rest costs. */
export function unpricedFindings(
  { unit, stackName }: Pick<SynthesizedStack, 'unit' | 'stackName'>,
  { unpriced, pricedMonthly }: Pick<StackCost, 'unpriced' | 'pricedMonthly'>,
): Finding[] {
  return unpriced.length === 0
    ? []
    : [
        {
          severity: 'warning',
          rule: 'cost.unpriced',
          message: `The cost of stack ${stackName} is not known: there is no list price for ${named(unpriced)}. The rest costs $${pricedMonthly.toFixed(2)} a month. Look the price up before you approve.`,
          unit,
        },
      ];
}

/** Says that the stacks of a unit together cost more than its budget allows, or that this cannot be told. */
export function budgetFindings(
  path: string,
  { monthlyBudget }: Pick<Unit, 'monthlyBudget'>,
  costs: ReadonlyArray<Pick<StackCost, 'unpriced' | 'pricedMonthly'>>,
): Finding[] {
  const monthly = sumCents(costs.map(({ pricedMonthly }) => pricedMonthly));
  const warn = (message: string): Finding[] => [
    { severity: 'warning', rule: 'budget', message, unit: path },
  ];
  if (monthly > monthlyBudget) {
    return warn(
      `The list price of $${monthly.toFixed(2)} a month is above the budget of $${monthlyBudget}.`,
    );
  }
  return costs.some(({ unpriced }) => unpriced.length > 0)
    ? warn(
        `Whether the budget of $${monthlyBudget} a month holds is undecided: $${monthly.toFixed(2)} are priced, and a part has no list price.`,
      )
    : [];
}

/** More than this are counted and not named. */
const MOST_NAMED = 10;

function named(parts: readonly UnpricedPart[]): string {
  const names = parts
    .slice(0, MOST_NAMED)
    .map(({ logicalId, description }) => `${logicalId} (${description})`);
  const more = parts.length - names.length;
  return `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function isSame(
  before: readonly UnpricedPart[],
  after: readonly UnpricedPart[],
): boolean {
  const keys = (parts: readonly UnpricedPart[]) =>
    parts
      .map(({ logicalId, description }) => `${logicalId} ${description}`)
      .sort()
      .join('\n');
  return keys(before) === keys(after);
}
