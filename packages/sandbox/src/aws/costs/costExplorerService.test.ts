import {
  CostExplorerClient,
  GetAnomaliesCommand,
  GetCostAndUsageCommand,
  GetCostForecastCommand,
  GetTagsCommand,
  ListCostAllocationTagsCommand,
  UpdateCostAllocationTagsStatusCommand,
  type GetCostAndUsageCommandInput,
} from '@aws-sdk/client-cost-explorer';
import { clientOptions, PAYER } from '../testing/clientOptions';
import { resource, startServices } from '../testing/startServices';

const NOW = new Date('2026-06-15T12:00:00Z');
const STAGING = '444455556666';

describe('Cost Explorer', () => {
  let sandbox: Awaited<ReturnType<typeof startServices>>;
  let payer: CostExplorerClient;
  let linked: CostExplorerClient;

  beforeAll(async () => {
    sandbox = await startServices();
    sandbox.clock.freeze(NOW);
    sandbox.accounts.add({ id: STAGING, name: 'staging' });
    sandbox.deploy(
      resource({
        type: 'AWS::EC2::Instance',
        logicalId: 'Host',
        properties: {
          InstanceType: 'm5.large',
          BlockDeviceMappings: [
            { Ebs: { VolumeType: 'gp3', VolumeSize: 100 } },
          ],
        },
        since: '2026-03-01T00:00:00Z',
      }),
      resource({
        type: 'AWS::KMS::Key',
        logicalId: 'Key',
        account: STAGING,
        stackName: 'claims-staging',
        since: '2025-01-01T00:00:00Z',
        deletedAt: '2026-06-02T00:00:00Z',
      }),
      resource({ type: 'AWS::EC2::EIP', logicalId: 'Loose', tags: {} }),
    );
    payer = new CostExplorerClient(
      clientOptions(sandbox.url, { account: PAYER }),
    );
    linked = new CostExplorerClient(clientOptions(sandbox.url));
  });
  afterAll(async () => {
    payer.destroy();
    linked.destroy();
    await sandbox.close();
  });

  const june = { Start: '2026-06-01', End: '2026-06-16' };
  function ask(input: Partial<GetCostAndUsageCommandInput>, client = payer) {
    return client.send(
      new GetCostAndUsageCommand({
        TimePeriod: june,
        Granularity: 'DAILY',
        Metrics: ['UnblendedCost'],
        ...input,
      }),
    );
  }
  type Answer = Awaited<ReturnType<typeof ask>>;
  const groups = (answer: Answer, index = 0) =>
    Object.fromEntries(
      (answer.ResultsByTime?.[index].Groups ?? []).map(group => [
        group.Keys?.join(' | '),
        Number(group.Metrics?.UnblendedCost.Amount),
      ]),
    );

  it('groups by entity tag and service over all linked accounts', async () => {
    const answer = await ask({
      GroupBy: [
        { Type: 'TAG', Key: 'plinth:entity' },
        { Type: 'DIMENSION', Key: 'SERVICE' },
      ],
    });
    expect(answer.ResultsByTime).toHaveLength(15);
    expect(groups(answer)).toEqual({
      'plinth:entity$resource:default/claims-dev | Amazon Elastic Compute Cloud - Compute':
        expect.closeTo(24 * 0.096, 6),
      'plinth:entity$resource:default/claims-dev | EC2 - Other': expect.closeTo(
        (8 / 730) * 24,
        6,
      ),
      'plinth:entity$resource:default/claims-staging | AWS Key Management Service':
        expect.closeTo(24 / 730, 6),
      'plinth:entity$ | Amazon Virtual Private Cloud': expect.closeTo(0.12, 6),
    });
    expect(Object.keys(groups(answer, 2)).join()).not.toMatch(/Key Management/);
  });

  it('marks today as estimated, and counts it up to now', async () => {
    const answer = await ask({
      TimePeriod: { Start: '2026-06-14', End: '2026-06-16' },
      Filter: {
        Dimensions: {
          Key: 'SERVICE',
          Values: ['Amazon Elastic Compute Cloud - Compute'],
        },
      },
    });
    expect(
      answer.ResultsByTime?.map(result => [
        result.Estimated,
        Number(result.Total?.UnblendedCost.Amount),
      ]),
    ).toEqual([
      [false, expect.closeTo(24 * 0.096, 6)],
      [true, expect.closeTo(12 * 0.096, 6)],
    ]);
  });

  it('answers by month and account, with the names of accounts', async () => {
    const answer = await ask({
      TimePeriod: { Start: '2026-05-01', End: '2026-06-01' },
      Granularity: 'MONTHLY',
      GroupBy: [{ Type: 'DIMENSION', Key: 'LINKED_ACCOUNT' }],
    });
    expect(groups(answer)[STAGING]).toBeCloseTo((744 / 730) * 1, 6);
    expect(answer.DimensionValueAttributes).toContainEqual({
      Value: STAGING,
      Attributes: { description: 'staging' },
    });
  });

  it('filters with And, Or, Not, and absent tags', async () => {
    const total = async (Filter: GetCostAndUsageCommandInput['Filter']) =>
      Number(
        (await ask({ Filter })).ResultsByTime?.[0].Total?.UnblendedCost.Amount,
      );
    const staging = {
      Tags: {
        Key: 'plinth:entity',
        Values: ['resource:default/claims-staging'],
      },
    };
    const untagged = {
      Tags: { Key: 'plinth:entity', MatchOptions: ['ABSENT' as const] },
    };
    expect(await total(untagged)).toBeCloseTo(0.12, 6);
    expect(await total({ Or: [staging, untagged] })).toBeCloseTo(
      0.12 + 24 / 730,
      6,
    );
    expect(
      await total({
        And: [
          { Not: untagged },
          { Dimensions: { Key: 'LINKED_ACCOUNT', Values: [STAGING] } },
          {
            Not: {
              Dimensions: { Key: 'RECORD_TYPE', Values: ['Credit', 'Refund'] },
            },
          },
        ],
      }),
    ).toBeCloseTo(24 / 730, 6);
  });

  it('shows a linked account only its own costs', async () => {
    const answer = await ask(
      { GroupBy: [{ Type: 'DIMENSION', Key: 'LINKED_ACCOUNT' }] },
      linked,
    );
    expect(Object.keys(groups(answer))).toEqual(['111122223333']);
  });

  it('hands out more rows than a page holds in pages, and refuses a strange token', async () => {
    for (let index = 0; index < 200; index += 1) {
      sandbox.deploy(
        resource({
          type: 'AWS::KMS::Key',
          stackName: `tenant-${index}`,
          since: '2026-05-01T00:00:00Z',
          deletedAt: '2026-06-01T00:00:00Z',
        }),
      );
    }
    const seen = new Set<string>();
    let token: string | undefined;
    let pages = 0;
    do {
      const answer = await ask({
        TimePeriod: { Start: '2026-05-01', End: '2026-06-01' },
        GroupBy: [{ Type: 'TAG', Key: 'plinth:entity' }],
        NextPageToken: token,
      });
      for (const result of answer.ResultsByTime ?? []) {
        for (const group of result.Groups ?? []) {
          seen.add(`${result.TimePeriod?.Start} ${group.Keys?.join()}`);
        }
      }
      token = answer.NextPageToken;
      pages += 1;
    } while (token);
    expect(pages).toBe(2);
    expect(seen.size).toBe(31 * 203);
    await expect(ask({ NextPageToken: 'nonsense' })).rejects.toThrow(/token/);
  });

  it('forecasts what is deployed to go on', async () => {
    const answer = await payer.send(
      new GetCostForecastCommand({
        TimePeriod: { Start: '2026-06-15', End: '2026-07-01' },
        Granularity: 'MONTHLY',
        Metric: 'UNBLENDED_COST',
        Filter: {
          Tags: {
            Key: 'plinth:entity',
            Values: ['resource:default/claims-dev'],
          },
        },
      }),
    );
    const expected = 16 * 24 * (0.096 + 8 / 730);
    expect(Number(answer.Total?.Amount)).toBeCloseTo(expected, 4);
    const [month] = answer.ForecastResultsByTime ?? [];
    expect(Number(month.PredictionIntervalLowerBound)).toBeLessThanOrEqual(
      expected,
    );
    expect(Number(month.PredictionIntervalUpperBound)).toBeGreaterThanOrEqual(
      expected,
    );
    await expect(
      payer.send(
        new GetCostForecastCommand({
          TimePeriod: { Start: '2026-06-15', End: '2026-07-01' },
          Granularity: 'MONTHLY',
          Metric: 'UNBLENDED_COST',
          Filter: { Tags: { Key: 'plinth:entity', Values: ['nobody'] } },
        }),
      ),
    ).rejects.toMatchObject({ name: 'DataUnavailableException' });
  });

  it('lets costs be multiplied, and finds that anomalous', async () => {
    const adjustment = sandbox.costs.multiply(
      { entity: 'resource:default/claims-dev' },
      { factor: 5, from: Date.parse('2026-06-13T00:00:00Z') },
    );
    const answer = await ask({
      GroupBy: [{ Type: 'TAG', Key: 'plinth:entity' }],
    });
    const dev = 'plinth:entity$resource:default/claims-dev';
    expect(groups(answer, 12)[dev] / groups(answer, 11)[dev]).toBeCloseTo(5, 6);
    const { Anomalies } = await payer.send(
      new GetAnomaliesCommand({ DateInterval: { StartDate: '2026-06-01' } }),
    );
    expect(Anomalies).toContainEqual(
      expect.objectContaining({
        AnomalyStartDate: '2026-06-13',
        DimensionValue: 'Amazon Elastic Compute Cloud - Compute',
      }),
    );
    sandbox.costs.removeAdjustment(adjustment.id);
  });

  it('lets resources count as older', async () => {
    const adjustment = sandbox.costs.backdate({ stackName: 'claims-dev' }, 10);
    const answer = await ask({
      TimePeriod: { Start: '2026-02-18', End: '2026-02-21' },
      Filter: {
        Dimensions: {
          Key: 'SERVICE',
          Values: ['Amazon Elastic Compute Cloud - Compute'],
        },
      },
    });
    expect(
      answer.ResultsByTime?.map(result =>
        Number(result.Total?.UnblendedCost.Amount),
      ),
    ).toEqual([
      0,
      expect.closeTo(24 * 0.096, 6),
      expect.closeTo(24 * 0.096, 6),
    ]);
    sandbox.costs.removeAdjustment(adjustment.id);
  });

  it('lists the values of a tag', async () => {
    const { Tags } = await payer.send(
      new GetTagsCommand({ TimePeriod: june, TagKey: 'plinth:entity' }),
    );
    expect(Tags).toEqual([
      '',
      'resource:default/claims-dev',
      'resource:default/claims-staging',
    ]);
  });

  it.each<[string, Partial<GetCostAndUsageCommandInput>, RegExp]>([
    [
      'an empty period',
      { TimePeriod: { Start: '2026-06-01', End: '2026-06-01' } },
      /before end date/,
    ],
    [
      'what lies too far back',
      { TimePeriod: { Start: '2025-01-01', End: '2026-06-01' } },
      /13 months/,
    ],
    ['hours', { Granularity: 'HOURLY' }, /HOURLY/],
    [
      'three groups',
      {
        GroupBy: ['SERVICE', 'REGION', 'LINKED_ACCOUNT'].map(Key => ({
          Type: 'DIMENSION' as const,
          Key,
        })),
      },
      /two groups/,
    ],
    [
      'an unknown dimension',
      { GroupBy: [{ Type: 'DIMENSION', Key: 'OPERATION' }] },
      /OPERATION/,
    ],
    [
      'cost categories',
      { Filter: { CostCategories: { Key: 'a', Values: ['b'] } } },
      /CostCategories/,
    ],
    ['an unknown metric', { Metrics: ['Fun'] }, /Fun/],
  ])('refuses %s', async (_, input, message) => {
    await expect(ask(input)).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringMatching(message),
    });
  });

  it('bears costs by the tags that the payer left active', async () => {
    const list = (client = payer) =>
      client.send(
        new ListCostAllocationTagsCommand({ TagKeys: ['plinth:entity'] }),
      );
    const set = (Status: 'Active' | 'Inactive', TagKey = 'plinth:entity') =>
      payer.send(
        new UpdateCostAllocationTagsStatusCommand({
          CostAllocationTagsStatus: [{ TagKey, Status }],
        }),
      );
    const byEntity = async () =>
      Object.keys(
        groups(await ask({ GroupBy: [{ Type: 'TAG', Key: 'plinth:entity' }] })),
      );
    const before = await byEntity();
    expect(before.some(key => key !== 'plinth:entity$')).toBe(true);
    await set('Inactive');
    expect((await list()).CostAllocationTags).toEqual([
      { TagKey: 'plinth:entity', Type: 'UserDefined', Status: 'Inactive' },
    ]);
    expect(await byEntity()).toEqual(['plinth:entity$']);
    await set('Active');
    expect(await byEntity()).toEqual(before);
    expect((await set('Active', 'nobodys')).Errors).toEqual([
      expect.objectContaining({ TagKey: 'nobodys' }),
    ]);
    await expect(list(linked)).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
  });
});
