import { SandboxClock } from '../../clock';
import { DocumentStore } from '../../documents';
import { CostLedger } from '../costs/CostLedger';
import { resource } from '../testing/startServices';
import { budgetView } from './budgetView';

// 0.005 USD an hour.
const DAY = 24 * 0.005;

describe('budgetView', () => {
  const clock = new SandboxClock();
  clock.freeze(new Date('2026-06-11T00:00:00Z'));
  const costs = new CostLedger({
    clock,
    documents: DocumentStore.open(':memory:'),
    deployed: () => [
      resource({ type: 'AWS::EC2::EIP', logicalId: 'Here' }),
      resource({
        type: 'AWS::EC2::EIP',
        logicalId: 'There',
        region: 'eu-west-1',
      }),
    ],
  });
  const spent = (Budget: object) =>
    budgetView(
      resource({ type: 'AWS::Budgets::Budget', properties: { Budget } }),
      { clock, costs },
    ).CalculatedSpend;

  it.each([
    ['its month', { TimeUnit: 'MONTHLY' }, 20],
    ['its quarter', { TimeUnit: 'QUARTERLY' }, 2 * (30 + 31 + 10)],
    ['its year', { TimeUnit: 'ANNUALLY' }, 2 * (31 + 28 + 31 + 30 + 31 + 10)],
    ['its day', { TimeUnit: 'DAILY' }, 0],
    ['a region', { CostFilters: { Region: ['eu-west-1'] } }, 10],
    [
      'another account',
      { CostFilters: { LinkedAccount: ['444455556666'] } },
      0,
    ],
    [
      'all of several filters',
      {
        CostFilters: {
          Region: ['us-east-1', 'eu-west-1'],
          TagKeyValue: ['user:plinth:entity$resource:default/claims-dev'],
        },
      },
      20,
    ],
  ])('counts what was spent in %s', (_, budget, days) => {
    const amount = (days * DAY).toFixed(3);
    expect(spent(budget)).toMatchObject({ ActualSpend: { Amount: amount } });
  });

  it.each([
    [{ CostFilters: { Operation: ['RunInstances'] } }, 'cost filter Operation'],
    [{ BudgetType: 'USAGE' }, 'budget type USAGE'],
    [{ TimeUnit: 'CUSTOM' }, 'time unit CUSTOM'],
  ])('has no figure for %j', (budget, what) => {
    expect(() => spent(budget)).toThrow(what);
  });
});
