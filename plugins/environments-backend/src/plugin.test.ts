import {
  CloudFormationClient,
  DescribeStackDriftDetectionStatusCommand,
  DescribeStackEventsCommand,
  DescribeStackResourceDriftsCommand,
  DescribeStacksCommand,
  DetectStackDriftCommand,
  GetTemplateSummaryCommand,
  ListStackResourcesCommand,
} from '@aws-sdk/client-cloudformation';
import {
  CloudTrailClient,
  LookupEventsCommand,
} from '@aws-sdk/client-cloudtrail';
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
} from '@aws-sdk/client-cloudwatch';
import {
  CostExplorerClient,
  GetCostAndUsageCommand,
} from '@aws-sdk/client-cost-explorer';
import {
  mockServices,
  startTestBackend,
  TestBackend,
} from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { mockClient } from 'aws-sdk-client-mock';
import request from 'supertest';
import environmentsPlugin from './index';
import {
  ACCOUNT,
  describedEvent,
  describedStack,
  REGION,
} from './__testUtils__/awsAnswers';
import { environmentEntity } from './__testUtils__/entities';

describe('environments plugin', () => {
  const cloudFormation = mockClient(CloudFormationClient);
  const cloudWatch = mockClient(CloudWatchClient);
  const cloudTrail = mockClient(CloudTrailClient);
  const costExplorer = mockClient(CostExplorerClient);
  let backend: TestBackend | undefined;

  beforeEach(() => {
    cloudFormation.on(DescribeStacksCommand).resolves({
      Stacks: [describedStack('claims-staging', { commit: 'a'.repeat(40) })],
    });
    cloudFormation.on(DescribeStackEventsCommand).resolves({
      StackEvents: [
        describedEvent('claims-staging', {
          EventId: 'e1',
          Timestamp: new Date('2026-05-01T10:00:00Z'),
        }),
      ],
    });
    cloudFormation.on(ListStackResourcesCommand).resolves({
      StackResourceSummaries: [
        {
          LogicalResourceId: 'Bucket',
          PhysicalResourceId: 'claims-bucket',
          ResourceType: 'AWS::S3::Bucket',
          ResourceStatus: 'CREATE_COMPLETE',
          LastUpdatedTimestamp: new Date('2026-05-01T10:00:00Z'),
        },
      ],
    });
    cloudFormation.on(DetectStackDriftCommand).resolves({
      StackDriftDetectionId: 'd1',
    });
    cloudFormation.on(DescribeStackDriftDetectionStatusCommand).resolves({
      DetectionStatus: 'DETECTION_COMPLETE',
    });
    cloudFormation.on(DescribeStackResourceDriftsCommand).resolves({
      StackResourceDrifts: [],
    });
    cloudFormation.on(GetTemplateSummaryCommand).resolves({});
    cloudWatch.on(DescribeAlarmsCommand).resolves({});
    cloudTrail.on(LookupEventsCommand).resolves({});
    costExplorer.on(GetCostAndUsageCommand).resolves({});
  });

  afterEach(async () => {
    await backend?.stop();
  });

  it('shows the health of an environment from a sweep', async () => {
    backend = await startTestBackend({
      features: [
        environmentsPlugin,
        mockServices.rootConfig.factory({
          data: {
            app: { baseUrl: 'https://portal.example.com' },
            environments: {
              repositories: [],
              accounts: [{ id: ACCOUNT, name: 'staging', regions: [REGION] }],
              payerAccount: ACCOUNT,
              schedule: {
                sweep: { frequency: { seconds: 1 }, timeout: { seconds: 10 } },
              },
            },
            aws: {
              accounts: [
                { accountId: ACCOUNT, accessKeyId: 'x', secretAccessKey: 'y' },
              ],
            },
          },
        }),
        catalogServiceMock.factory({
          entities: [environmentEntity('claims-staging')],
        }),
      ],
    });
    const health = await request(backend.server).get(
      '/api/environments/v1/entities/default/resource/claims-staging/health',
    );
    expect(health.body).toMatchObject({ status: 'Healthy' });
    const fleet = await request(backend.server).get(
      '/api/environments/v1/environments?limit=5&orderBy=-health',
    );
    expect(fleet.body).toMatchObject({ totalItems: 1 });
    const bad = await request(backend.server).get(
      '/api/environments/v1/environments?limit=0&orderBy=-nonsense',
    );
    expect(bad.body).toMatchObject({ error: { name: 'InputError' } });
    const unit = 'entities/default/resource/claims-staging';
    for (const [path, body] of [
      ['blueprints', { items: expect.arrayContaining([expect.anything()]) }],
      ['placements', { items: [] }],
      ['freezes', { items: [] }],
      [`${unit}/costs`, { days: [], freshness: { stale: false } }],
      [`${unit}/changes`, { items: [], freshness: { stale: false } }],
      [
        `${unit}/stacks/claims-staging/events`,
        { items: [{ id: 'e1', status: 'CREATE_COMPLETE' }] },
      ],
      [
        `${unit}/readiness`,
        { status: 'NotReady', blueprint: 'application', missingStacks: [] },
      ],
      [
        `${unit}/recovery`,
        { items: [], drills: [], freshness: { stale: false } },
      ],
    ] as const) {
      const answer = await request(backend.server)
        .get(`/api/environments/v1/${path}`)
        .expect(200);
      expect(answer.body).toMatchObject(body);
    }
  });
});
