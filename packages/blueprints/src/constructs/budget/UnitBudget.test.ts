import { Template } from 'aws-cdk-lib/assertions';
import { parseUnit } from '../../schema';
import { exampleParts } from '../../testing/exampleParts';
import { UnitBudget } from './UnitBudget';

const TOPIC = 'arn:aws:sns:us-east-1:111122223333:finance';

const unit = (overrides: Record<string, unknown>) =>
  parseUnit({
    kind: 'environment',
    name: 'claims-dev',
    blueprint: 'application',
    version: '1.0.0',
    stage: 'dev',
    account: '111122223333',
    region: 'us-east-1',
    owner: 'group:default/platform',
    monthlyBudget: 500,
    parameters: {},
    ...overrides,
  });

describe('UnitBudget', () => {
  const { stack, alerts } = exampleParts();
  new UnitBudget(stack, 'Budget', { unit: unit({}), alerts });
  new UnitBudget(stack, 'TenantBudget', {
    unit: unit({
      kind: 'tenant',
      name: 'acme',
      environment: 'claims-dev',
      blueprint: 'tenant',
      monthlyBudget: 50,
    }),
    alerts: TOPIC,
  });
  const template = Template.fromStack(stack);

  it.each([
    [
      'environment',
      'claims-dev',
      500,
      'user:plinth:unit$environments/claims-dev',
    ],
    ['tenant', 'acme', 50, 'user:plinth:unit$tenants/acme'],
  ])(
    'counts what carries the tag of the %s, a month, in US dollars',
    (_, name, amount, tag) => {
      template.hasResourceProperties('AWS::Budgets::Budget', {
        Budget: {
          BudgetName: `plinth-${name}`,
          BudgetType: 'COST',
          TimeUnit: 'MONTHLY',
          BudgetLimit: { Amount: amount, Unit: 'USD' },
          CostFilters: { TagKeyValue: [tag] },
        },
      });
    },
  );

  it.each([
    [
      'the topic for warnings',
      'plinth-claims-dev',
      () => stack.resolve(alerts.topics.warning.topicArn),
    ],
    ['a topic that is elsewhere', 'plinth-acme', () => TOPIC],
  ])(
    'tells %s at 80 % and 100 % spent, and when 100 %% are foreseen',
    (_, name, address) => {
      const [budget] = Object.values(
        template.findResources('AWS::Budgets::Budget', {
          Properties: { Budget: { BudgetName: name } },
        }),
      );
      const alert = (notificationType: string, threshold: number) => ({
        Notification: {
          NotificationType: notificationType,
          ComparisonOperator: 'GREATER_THAN',
          Threshold: threshold,
          ThresholdType: 'PERCENTAGE',
        },
        Subscribers: [{ SubscriptionType: 'SNS', Address: address() }],
      });
      expect(budget.Properties.NotificationsWithSubscribers).toEqual([
        alert('ACTUAL', 80),
        alert('ACTUAL', 100),
        alert('FORECASTED', 100),
      ]);
    },
  );
});
