import type { SandboxClock } from '../../clock';
import { AwsError, unsupportedOperation } from '../service/AwsError';
import type { AwsCall } from '../service/AwsCall';
import type { AwsService } from '../service/AwsService';
import { startOfMonth } from '../costs/costSeries';
import type { CostLedger } from '../costs/CostLedger';
import { Input, isStructure } from '../service/Input';
import {
  lastProperties,
  type DeployedResource,
  type Inventory,
} from '../Inventory';
import { page } from '../service/page';

/** Budgets: those that stacks define, with what was spent against them this month. Read only. */
export class BudgetsService implements AwsService {
  readonly signingName = 'budgets';
  readonly protocol = 'json1.1';
  readonly targetPrefix = 'AWSBudgetServiceGateway';
  readonly #clock: SandboxClock;
  readonly #ledger: CostLedger;
  readonly #deployed: Inventory;

  constructor(options: {
    clock: SandboxClock;
    ledger: CostLedger;
    deployed: Inventory;
  }) {
    this.#clock = options.clock;
    this.#ledger = options.ledger;
    this.#deployed = options.deployed;
  }

  async handle(call: AwsCall): Promise<Record<string, unknown>> {
    const input = new Input(call, 'InvalidParameterException');
    const account = input.text('AccountId');
    if (account !== call.account) {
      throw new AwsError(
        'AccessDeniedException',
        `Account ${call.account} is not allowed to see the budgets of ${account}`,
      );
    }
    const budgets = this.#deployed()
      .filter(
        resource =>
          resource.type === 'AWS::Budgets::Budget' &&
          resource.account === account &&
          !resource.deletedAt,
      )
      .map(resource => this.#described(resource));
    switch (call.operation) {
      case 'DescribeBudgets': {
        const { items, nextToken } = page(budgets, {
          token: input.optionalText('NextToken'),
          limit: input.number('MaxResults', {
            default: 100,
            min: 1,
            max: 1000,
          }),
          question: ['budgets', account],
        });
        return { Budgets: items, NextToken: nextToken };
      }
      case 'DescribeBudget': {
        const name = input.text('BudgetName');
        const budget = budgets.find(item => item.BudgetName === name);
        if (!budget) {
          throw new AwsError(
            'NotFoundException',
            `Unable to get budget: ${name} - the budget doesn't exist.`,
          );
        }
        return { Budget: budget };
      }
      default:
        throw unsupportedOperation(call);
    }
  }

  #described(resource: DeployedResource) {
    const { Budget: budget } = lastProperties(resource);
    const data = isStructure(budget) ? budget : {};
    return {
      BudgetName: data.BudgetName ?? resource.physicalId,
      BudgetLimit: isStructure(data.BudgetLimit)
        ? {
            Amount: String(data.BudgetLimit.Amount),
            Unit: String(data.BudgetLimit.Unit ?? 'USD'),
          }
        : undefined,
      CostFilters: data.CostFilters,
      TimeUnit: data.TimeUnit,
      BudgetType: data.BudgetType,
      CalculatedSpend: {
        ActualSpend: { Amount: this.#spent(resource, data), Unit: 'USD' },
      },
    };
  }

  /** Month to date, over the tags in `CostFilters.TagKeyValue` (`user:key$value`); without them, the whole account. */
  #spent(resource: DeployedResource, budget: Record<string, unknown>): string {
    const now = this.#clock.millis();
    const filters = isStructure(budget.CostFilters) ? budget.CostFilters : {};
    const wanted = Array.isArray(filters.TagKeyValue)
      ? filters.TagKeyValue.map(String)
      : [];
    const costs = [
      ...this.#ledger.costs({ from: startOfMonth(now), to: now }),
    ].filter(
      item =>
        item.resource.account === resource.account &&
        (wanted.length === 0 ||
          Object.entries(item.resource.tags).some(([key, value]) =>
            wanted.includes(`user:${key}$${value}`),
          )),
    );
    const sum = costs
      .flatMap(item => item.days)
      .reduce((total, day) => total + day.amount, 0);
    return sum.toFixed(3);
  }
}
