import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import { Construct } from 'constructs';
import { type Unit, unitPath } from '../../schema';
import type { Alerts } from '../alerts/Alerts';

/** Settings of a `UnitBudget`. */
export interface UnitBudgetProps {
  readonly unit: Unit;
  /** Where the alerts go; a string is the ARN of a topic. */
  readonly alerts: Alerts | string;
}

/**
 * The unit's monthly budget, counted by its cost allocation tag `plinth:unit`.
 *
 * AWS Budgets is a global service: the budget lives in the account, not in the unit's region.
 */
export class UnitBudget extends Construct {
  constructor(scope: Construct, id: string, props: UnitBudgetProps) {
    super(scope, id);
    const { unit, alerts } = props;
    const address =
      typeof alerts === 'string' ? alerts : alerts.topics.warning.topicArn;
    const alert = (notificationType: string, threshold: number) => ({
      notification: {
        notificationType,
        threshold,
        thresholdType: 'PERCENTAGE',
        comparisonOperator: 'GREATER_THAN',
      },
      subscribers: [{ subscriptionType: 'SNS', address }],
    });
    new CfnBudget(this, 'Budget', {
      budget: {
        budgetName: `plinth-${unit.name}`,
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount: unit.monthlyBudget, unit: 'USD' },
        costFilters: { TagKeyValue: [`user:plinth:unit$${unitPath(unit)}`] },
      },
      notificationsWithSubscribers: [
        alert('ACTUAL', 80),
        alert('ACTUAL', 100),
        alert('FORECASTED', 100),
      ],
    });
  }
}
