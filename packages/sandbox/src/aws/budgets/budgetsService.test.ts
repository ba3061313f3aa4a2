import { resource, startServices } from '../testing/startServices';

describe('Budgets', () => {
  it('describes the budgets of stacks with what was spent this month', async () => {
    const sandbox = await startServices();
    sandbox.clock.freeze(new Date('2026-06-11T00:00:00Z'));
    sandbox.deploy(
      resource({ type: 'AWS::EC2::EIP', logicalId: 'Address' }),
      resource({
        type: 'AWS::EC2::EIP',
        logicalId: 'Other',
        stackName: 'other',
      }),
      resource({
        type: 'AWS::Budgets::Budget',
        logicalId: 'Budget',
        properties: {
          Budget: {
            BudgetName: 'claims-dev',
            BudgetType: 'COST',
            TimeUnit: 'MONTHLY',
            BudgetLimit: { Amount: 500, Unit: 'USD' },
            CostFilters: {
              TagKeyValue: ['user:plinth:entity$resource:default/claims-dev'],
            },
          },
        },
      }),
    );
    const ask = async (operation: string, body: object) => {
      const response = await fetch(sandbox.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-amz-json-1.1',
          'x-amz-target': `AWSBudgetServiceGateway.${operation}`,
          authorization:
            'AWS4-HMAC-SHA256 Credential=AKIA111122223333DEMO/20260611/us-east-1/budgets/aws4_request, SignedHeaders=host, Signature=0',
        },
        body: JSON.stringify(body),
      });
      return { status: response.status, body: await response.json() };
    };

    const { body } = await ask('DescribeBudgets', {
      AccountId: '111122223333',
    });
    expect(body.Budgets).toEqual([
      expect.objectContaining({
        BudgetName: 'claims-dev',
        BudgetLimit: { Amount: '500', Unit: 'USD' },
        CalculatedSpend: {
          ActualSpend: { Amount: (10 * 24 * 0.005).toFixed(3), Unit: 'USD' },
        },
      }),
    ]);
    const missing = await ask('DescribeBudget', {
      AccountId: '111122223333',
      BudgetName: 'nobody',
    });
    expect([missing.status, missing.body.__type]).toEqual([
      400,
      'NotFoundException',
    ]);
    await sandbox.close();
  });
});
