import type { AwsContext } from '../AwsContext';
import { startOfDay, startOfMonth, type Charged } from '../costs/costSeries';
import { lastProperties, type DeployedResource } from '../Inventory';
import { AwsError } from '../protocols/AwsError';
import type { Output } from '../service/AwsService';
import { isStructure } from '../service/Input';

/** `Budget` of a stack's budget, with what was spent against it in its current period. */
export function budgetView(
  resource: DeployedResource,
  context: Pick<AwsContext, 'clock' | 'costs'>,
): Output {
  const data = budgetOf(resource);
  const limit = isStructure(data.BudgetLimit) ? data.BudgetLimit : undefined;
  return {
    BudgetName: budgetName(resource),
    BudgetLimit: limit && {
      Amount: String(limit.Amount),
      Unit: String(limit.Unit ?? 'USD'),
    },
    CostFilters: data.CostFilters,
    TimeUnit: data.TimeUnit,
    BudgetType: data.BudgetType,
    CalculatedSpend: {
      ActualSpend: { Amount: spent(resource, data, context), Unit: 'USD' },
    },
  };
}

/** The name that the template gives, or CloudFormation gave. */
export function budgetName(resource: DeployedResource): string {
  return String(budgetOf(resource).BudgetName ?? resource.physicalId);
}

function budgetOf(resource: DeployedResource): Record<string, unknown> {
  const { Budget: budget } = lastProperties(resource);
  return isStructure(budget) ? budget : {};
}

/** Spent so far over what the filters choose; without them, over the whole account. */
function spent(
  resource: DeployedResource,
  budget: Record<string, unknown>,
  { clock, costs }: Pick<AwsContext, 'clock' | 'costs'>,
): string {
  const now = clock.millis();
  const counts = filterOf(budget);
  const sum = [...costs.costs({ from: periodStart(budget, now), to: now })]
    .filter(item => item.resource.account === resource.account && counts(item))
    .flatMap(item => item.days)
    .reduce((total, day) => total + day.amount, 0);
  return sum.toFixed(3);
}

function periodStart(budget: Record<string, unknown>, now: number): number {
  const month = new Date(now).getUTCMonth();
  switch (budget.TimeUnit ?? 'MONTHLY') {
    case 'DAILY':
      return startOfDay(now);
    case 'MONTHLY':
      return startOfMonth(now);
    case 'QUARTERLY':
      return startOfMonth(now, -(month % 3));
    case 'ANNUALLY':
      return startOfMonth(now, -month);
    default:
      throw lacks(`the time unit ${budget.TimeUnit}`);
  }
}

type Filter = (item: Charged, value: string) => boolean;

const filters: Record<string, Filter | undefined> = {
  // Written `user:key$value`.
  TagKeyValue: ({ resource }, value) =>
    Object.entries(resource.tags).some(
      ([key, tag]) => value === `user:${key}$${tag}`,
    ),
  LinkedAccount: ({ resource }, value) => resource.account === value,
  Region: ({ resource }, value) => resource.region === value,
  Service: ({ service }, value) => service === value,
};

function filterOf(budget: Record<string, unknown>) {
  if ((budget.BudgetType ?? 'COST') !== 'COST') {
    throw lacks(`the budget type ${budget.BudgetType}`);
  }
  const given = isStructure(budget.CostFilters) ? budget.CostFilters : {};
  const tests = Object.entries(given).map(([name, values]) => {
    const matches = filters[name];
    if (!matches) {
      throw lacks(`the cost filter ${name}`);
    }
    const wanted = [values].flat().map(String);
    return (item: Charged) => wanted.some(value => matches(item, value));
  });
  return (item: Charged) => tests.every(test => test(item));
}

function lacks(what: string): AwsError {
  return new AwsError(
    'InternalErrorException',
    `The sandbox cannot work out what is spent against a budget with ${what}`,
    500,
  );
}
