import {
  CloudWatchClient,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  paginateDescribeAlarms,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import type { AwsEvent } from '../AwsEventBus';
import { clientOptions } from '../testing/clientOptions';
import { resource, startServices } from '../testing/startServices';

describe('CloudWatch', () => {
  let sandbox: Awaited<ReturnType<typeof startServices>>;
  let cloudWatch: CloudWatchClient;

  beforeAll(async () => {
    sandbox = await startServices();
    for (const name of ['cpu', 'errors', 'storage']) {
      sandbox.deploy(
        resource({
          type: 'AWS::CloudWatch::Alarm',
          logicalId: name,
          physicalId: `claims-dev-${name}`,
          properties: {
            MetricName: name,
            Namespace: 'AWS/RDS',
            Threshold: 80,
            Period: '60',
            EvaluationPeriods: 3,
            ComparisonOperator: 'GreaterThanThreshold',
            AlarmDescription: 'Runbook: https://example.com',
            Dimensions: [{ Name: 'DBInstanceIdentifier', Value: 'db' }],
          },
        }),
      );
    }
    sandbox.deploy(
      resource({ type: 'AWS::CloudWatch::Alarm', region: 'us-west-2' }),
      resource({
        type: 'AWS::CloudWatch::Alarm',
        logicalId: 'gone',
        deletedAt: '2026-02-01T00:00:00Z',
      }),
    );
    cloudWatch = new CloudWatchClient(clientOptions(sandbox.url));
  });
  afterAll(async () => {
    cloudWatch.destroy();
    await sandbox.close();
  });

  it('describes the alarms that stacks define, in pages', async () => {
    const pages = [];
    for await (const page of paginateDescribeAlarms(
      { client: cloudWatch, pageSize: 2 },
      {},
    )) {
      pages.push(page.MetricAlarms ?? []);
    }
    expect(pages.map(page => page.length)).toEqual([2, 1]);
    expect(pages.flat()[0]).toMatchObject({
      AlarmName: 'claims-dev-cpu',
      AlarmArn:
        'arn:aws:cloudwatch:us-east-1:111122223333:alarm:claims-dev-cpu',
      StateValue: 'OK',
      Threshold: 80,
      Period: 60,
      StateUpdatedTimestamp: new Date('2026-01-01T00:00:00Z'),
    });
  });

  it('sets a state, keeps its history and tells EventBridge', async () => {
    const announced: AwsEvent[] = [];
    sandbox.bus.on('event', event => announced.push(event));
    await cloudWatch.send(
      new SetAlarmStateCommand({
        AlarmName: 'claims-dev-cpu',
        StateValue: 'ALARM',
        StateReason: 'Threshold crossed',
      }),
    );
    const { MetricAlarms } = await cloudWatch.send(
      new DescribeAlarmsCommand({ StateValue: 'ALARM' }),
    );
    expect(MetricAlarms?.map(alarm => alarm.StateReason)).toEqual([
      'Threshold crossed',
    ]);
    const { AlarmHistoryItems } = await cloudWatch.send(
      new DescribeAlarmHistoryCommand({ AlarmName: 'claims-dev-cpu' }),
    );
    expect(AlarmHistoryItems?.[0].HistorySummary).toBe(
      'Alarm updated from OK to ALARM',
    );
    expect(announced).toEqual([
      expect.objectContaining({
        source: 'aws.cloudwatch',
        detail: expect.objectContaining({ previousState: { value: 'OK' } }),
      }),
    ]);
  });

  it('says what it lacks', async () => {
    await expect(
      cloudWatch.send(
        new SetAlarmStateCommand({
          AlarmName: 'nobody',
          StateValue: 'OK',
          StateReason: 'x',
        }),
      ),
    ).rejects.toMatchObject({ name: 'ResourceNotFound' });
    await expect(
      cloudWatch.send(
        new GetMetricDataCommand({
          StartTime: new Date(),
          EndTime: new Date(),
          MetricDataQueries: [],
        }),
      ),
    ).rejects.toThrow(/not implemented/);
  });
});
