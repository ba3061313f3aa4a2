import type { AwsContext } from '../AwsContext';
import { json11 } from '../protocols/jsonProtocol';
import type { AwsCall } from '../service/AwsCall';
import { AwsError } from '../protocols/AwsError';
import type { AwsService } from '../service/AwsService';
import type { Input } from '../service/Input';
import { budgetName, budgetView } from './budgetView';

/** Budgets: those that stacks define, with what was spent against them. Read only. */
export function budgetsService(
  context: Pick<AwsContext, 'clock' | 'costs' | 'deployed'>,
): AwsService {
  const budgets = (call: AwsCall, input: Input) => {
    const account = input.text('AccountId');
    if (account !== call.account) {
      throw new AwsError(
        'AccessDeniedException',
        `Account ${call.account} is not allowed to see the budgets of ${account}`,
      );
    }
    return context
      .deployed()
      .filter(
        resource =>
          resource.type === 'AWS::Budgets::Budget' &&
          resource.account === account &&
          !resource.deletedAt,
      );
  };
  return {
    signingName: 'budgets',
    protocol: json11,
    invalidParameter: 'InvalidParameterException',
    invalidToken: 'InvalidNextTokenException',
    operations: {
      DescribeBudgets: (call, input) => {
        const { items, nextToken } = input.page(budgets(call, input), {
          limit: 'MaxResults',
          default: 100,
          max: 1000,
        });
        return {
          Budgets: items.map(resource => budgetView(resource, context)),
          NextToken: nextToken,
        };
      },
      DescribeBudget: (call, input) => {
        const name = input.text('BudgetName');
        const budget = budgets(call, input).find(
          resource => budgetName(resource) === name,
        );
        if (!budget) {
          throw new AwsError(
            'NotFoundException',
            `Unable to get budget: ${name} - the budget doesn't exist.`,
          );
        }
        return { Budget: budgetView(budget, context) };
      },
    },
  };
}
