import type { Unit } from '@plinth/blueprints/schema';
import type { Finding } from '@plinth/plugin-environments-common';
import { estimate, sumCents } from '@plinth/pricing';
import type { DeployedStack } from '../aws/DeployedStack';
import type { SynthesizedStack } from '../synth/Assembly';
import type { PlannedStack } from './model';

/**
 * What a stack costs at list prices after the change, and the difference that the change makes, in US dollars a month and
 * whole cents. Both are priced with the parameter values that the stack is deployed with, since `cdk deploy` keeps them.
 */
export function costOf(
  stack: Pick<SynthesizedStack, 'template' | 'region'>,
  deployed: Pick<DeployedStack, 'template' | 'parameters'> | undefined,
): Pick<PlannedStack, 'monthlyCost' | 'monthlyCostDelta'> {
  const options = {
    region: stack.region,
    parameters: { ...deployed?.parameters },
  };
  const after = estimate(stack.template, options).monthly;
  const before = deployed ? estimate(deployed.template, options).monthly : 0;
  return { monthlyCost: after, monthlyCostDelta: sumCents([after, -before]) };
}

/** Says that the stacks of a unit together cost more than its budget allows; what has no price counts as nothing. */
export function budgetFindings(
  path: string,
  { monthlyBudget }: Pick<Unit, 'monthlyBudget'>,
  stacks: ReadonlyArray<Pick<PlannedStack, 'monthlyCost'>>,
): Finding[] {
  const monthly = sumCents(stacks.map(({ monthlyCost }) => monthlyCost ?? 0));
  return monthly <= monthlyBudget
    ? []
    : [
        {
          severity: 'warning',
          rule: 'budget',
          message: `The list price of $${monthly.toFixed(2)} a month is above the budget of $${monthlyBudget}.`,
          unit: path,
        },
      ];
}
