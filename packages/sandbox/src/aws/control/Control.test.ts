import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackResourceDriftsCommand,
  DescribeStacksCommand,
  DetectStackDriftCommand,
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
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SandboxClock } from '../../clock';
import { DocumentStore } from '../../documents';
import { clientOptions, DEV, PAYER } from '../testing/clientOptions';
import { startAws, type AwsSandbox } from '../startAws';

const REGION = 'us-east-1';

const TEMPLATE = {
  Resources: {
    Bucket: {
      Type: 'AWS::S3::Bucket',
      Properties: { VersioningConfiguration: { Status: 'Enabled' } },
    },
    Queue: {
      Type: 'AWS::SQS::Queue',
      Properties: { QueueName: 'stack-events' },
    },
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        EventPattern: {
          source: ['aws.cloudformation'],
          detail: { 'status-details': { status: ['CREATE_COMPLETE'] } },
          'detail-type': ['CloudFormation Stack Status Change'],
        },
        Targets: [{ Id: 'q', Arn: { 'Fn::GetAtt': ['Queue', 'Arn'] } }],
      },
    },
    QueuePolicy: {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: {
        Queues: [{ Ref: 'Queue' }],
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Service: 'events.amazonaws.com' },
              Action: 'sqs:SendMessage',
              Resource: { 'Fn::GetAtt': ['Queue', 'Arn'] },
            },
          ],
        },
      },
    },
    Alarm: {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: {
        AlarmName: 'claims-dev-depth',
        MetricName: 'Depth',
        Namespace: 'AWS/SQS',
        Statistic: 'Sum',
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 1,
        ComparisonOperator: 'GreaterThanThreshold',
      },
    },
    Address: { Type: 'AWS::EC2::EIP' },
  },
};

describe('the control API', () => {
  let aws: AwsSandbox;
  let dataDir: string;
  let documents: DocumentStore;
  let cloudFormation: CloudFormationClient;
  let sqs: SQSClient;

  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'plinth-control-'));
    documents = DocumentStore.open(':memory:');
    aws = await startAws({
      clock: new SandboxClock(),
      documents,
      dataDir,
      port: 0,
      latency: 1,
    });
    aws.accounts.add({ id: DEV, name: 'dev <b>' });
    const options = clientOptions(aws.url);
    cloudFormation = new CloudFormationClient(options);
    sqs = new SQSClient(options);
    await create('claims-dev', TEMPLATE);
  });
  afterAll(async () => {
    cloudFormation.destroy();
    sqs.destroy();
    await aws.close();
    documents.close();
    rmSync(dataDir, { recursive: true });
  });

  async function create(StackName: string, template: object) {
    const { StackId } = await cloudFormation.send(
      new CreateStackCommand({
        StackName,
        TemplateBody: JSON.stringify(template),
        Tags: [
          { Key: 'plinth:entity', Value: `resource:default/${StackName}` },
        ],
      }),
    );
    return aws.cloudFormation.operations.settled(StackId as string);
  }

  async function post(
    action: string,
    body: object,
    headers: Record<string, string> = {},
  ) {
    const response = await fetch(`${aws.url}/_control/${action}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: await response.json() };
  }

  const bucket = {
    account: DEV,
    region: REGION,
    stackName: 'claims-dev',
    logicalId: 'Bucket',
  };

  it('makes the queue and the rule of a stack, and carries the stack’s own event', async () => {
    const { Messages } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: `${aws.url}/${DEV}/stack-events`,
        WaitTimeSeconds: 5,
      }),
    );
    expect(JSON.parse(Messages?.[0].Body ?? '{}')).toMatchObject({
      'detail-type': 'CloudFormation Stack Status Change',
      detail: { 'status-details': { status: 'CREATE_COMPLETE' } },
    });
  });

  it('edits a resource as in the console: the stack drifts, and the trail names who did it', async () => {
    const { status } = await post('edit-resource', {
      ...bucket,
      change: { VersioningConfiguration: { Status: 'Suspended' } },
      user: 'engineer',
    });
    expect(status).toBe(200);
    await cloudFormation.send(
      new DetectStackDriftCommand({ StackName: 'claims-dev' }),
    );
    const { StackResourceDrifts } = await cloudFormation.send(
      new DescribeStackResourceDriftsCommand({
        StackName: 'claims-dev',
        StackResourceDriftStatusFilters: ['MODIFIED'],
      }),
    );
    const physicalId = StackResourceDrifts?.[0].PhysicalResourceId;
    expect(StackResourceDrifts).toHaveLength(1);

    const trail = new CloudTrailClient(clientOptions(aws.url));
    const { Events } = await trail.send(
      new LookupEventsCommand({
        LookupAttributes: [
          { AttributeKey: 'ResourceName', AttributeValue: physicalId },
        ],
      }),
    );
    trail.destroy();
    expect(Events?.[0]).toMatchObject({
      EventName: 'PutBucketVersioning',
      EventSource: 's3.amazonaws.com',
      Username: 'engineer',
    });
    expect(JSON.parse(Events?.[0].CloudTrailEvent ?? '')).toMatchObject({
      sessionCredentialFromConsole: 'true',
    });
  });

  it('lets the next create of a type fail', async () => {
    await post('fail-next', { type: 'AWS::SNS::*', message: 'Out of topics' });
    const topic = { Resources: { Topic: { Type: 'AWS::SNS::Topic' } } };
    expect((await create('first', topic)).status).toBe('ROLLBACK_COMPLETE');
    expect((await create('second', topic)).status).toBe('CREATE_COMPLETE');
  });

  it('tells what a stack that is gone has left', async () => {
    await create('brief', {
      Resources: {
        Topic: { Type: 'AWS::SNS::Topic' },
        Data: { Type: 'AWS::SQS::Queue', DeletionPolicy: 'Retain' },
      },
    });
    const left = async () =>
      (await (await fetch(`${aws.url}/_control/state`)).json()).left;
    expect(await left()).toEqual([]);
    await aws.cloudFormation.destroy({
      account: DEV,
      region: REGION,
      stackName: 'brief',
    });
    expect(await left()).toEqual([
      {
        stackName: 'brief',
        logicalId: 'Data',
        physicalId: expect.stringContaining('brief-Data'),
        type: 'AWS::SQS::Queue',
      },
    ]);
  });

  it('throttles, denies an account, and lifts both', async () => {
    const describe_ = () =>
      cloudFormation.send(new DescribeStacksCommand({})).then(
        () => 'answered',
        error => error.name,
      );
    await post('throttle', { action: 'cloudformation:DescribeStacks' });
    expect(await describe_()).toMatch(/Throttling/);
    await post('clear-faults', {});
    await post('deny-account', { account: DEV });
    expect(await describe_()).toMatch(/AccessDenied/);
    await post('allow-account', { account: DEV });
    expect(await describe_()).toBe('answered');
  });

  it('loses a region, with all of its endpoints, and brings it back as it was', async () => {
    const ask = (region: string) => {
      const client = new CloudFormationClient({
        ...clientOptions(aws.url),
        region,
        maxAttempts: 1,
      });
      return client.send(new DescribeStacksCommand({})).then(
        ({ Stacks }) => Stacks?.length,
        error => error.name,
      );
    };
    const before = await ask(REGION);
    await post('lose-region', { region: REGION });
    expect(await ask(REGION)).toBe('ServiceUnavailable');
    expect(await ask('us-west-2')).toBe(0);
    await post('restore-region', { region: REGION });
    expect(await ask(REGION)).toBe(before);
  });

  it('sets an alarm', async () => {
    const place = { account: DEV, region: REGION, alarm: 'claims-dev-depth' };
    await post('set-alarm', { ...place, state: 'ALARM' });
    const cloudWatch = new CloudWatchClient(clientOptions(aws.url));
    const { MetricAlarms } = await cloudWatch.send(
      new DescribeAlarmsCommand({ StateValue: 'ALARM' }),
    );
    cloudWatch.destroy();
    expect(MetricAlarms?.map(alarm => alarm.AlarmName)).toEqual([
      'claims-dev-depth',
    ]);
    expect((await post('set-alarm', { ...place, state: 'FINE' })).status).toBe(
      400,
    );
  });

  it('advances and multiplies what an environment costs', async () => {
    const costs = new CostExplorerClient(
      clientOptions(aws.url, { account: PAYER }),
    );
    const day = (daysAgo: number) =>
      new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10);
    const address = async () => {
      const { ResultsByTime } = await costs.send(
        new GetCostAndUsageCommand({
          TimePeriod: { Start: day(2), End: day(1) },
          Granularity: 'DAILY',
          Metrics: ['UnblendedCost'],
          Filter: {
            And: [
              {
                Tags: {
                  Key: 'plinth:entity',
                  Values: ['resource:default/claims-dev'],
                },
              },
              {
                Dimensions: {
                  Key: 'SERVICE',
                  Values: ['Amazon Virtual Private Cloud'],
                },
              },
            ],
          },
        }),
      );
      return Number(ResultsByTime?.[0].Total?.UnblendedCost.Amount);
    };
    const scope = { entity: 'resource:default/claims-dev' };
    expect(await address()).toBe(0);
    await post('backdate-costs', { ...scope, days: 30 });
    expect(await address()).toBeCloseTo(0.12, 6);
    await post('multiply-costs', { ...scope, factor: 10, from: day(3) });
    expect(await address()).toBeCloseTo(1.2, 6);
    costs.destroy();
    expect((await post('multiply-costs', { factor: 2 })).body.message).toMatch(
      /Name an entity/,
    );
  });

  it.each(['unavailable', 'hang-up'])(
    'is out of service for a while (%s), and does nothing of what was asked',
    async kind => {
      await post('outage', { seconds: 60, kind });
      const before = aws.cloudFormation.stacks().length;
      await expect(
        create('unheard', {
          Resources: { Topic: { Type: 'AWS::SNS::Topic' } },
        }),
      ).rejects.toThrow();
      expect(aws.cloudFormation.stacks()).toHaveLength(before);
      await post('outage', { seconds: 0 });
      const { Stacks } = await cloudFormation.send(
        new DescribeStacksCommand({}),
      );
      expect(Stacks).toHaveLength(before);
    },
  );

  it('refuses requests of other sites and names that are not ours', async () => {
    for (const headers of Array<Record<string, string>>(
      { origin: 'http://evil.example.com' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
    )) {
      expect((await post('clear-faults', {}, headers)).status).toBe(403);
    }
    expect((await post('clear-faults', {}, { origin: aws.url })).status).toBe(
      200,
    );
  });

  it('says what is wrong with a request', async () => {
    expect(await post('explode', {})).toMatchObject({
      status: 404,
      body: { message: expect.stringContaining('edit-resource') },
    });
    const missing = { ...bucket, logicalId: 'Nothing', change: { A: 1 } };
    expect((await post('edit-resource', missing)).body.message).toMatch(
      /no resource Nothing/,
    );
    expect(
      (await post('edit-resource', { ...bucket, change: '[1]' })).body.message,
    ).toMatch(/JSON object/);
  });

  it('shows all of it on a page that escapes what it shows, and acts on its forms', async () => {
    const response = await fetch(`${aws.url}/_control`);
    const page = await response.text();
    expect(response.headers.get('content-security-policy')).toContain(
      "default-src 'none'",
    );
    expect(page).toContain('dev &lt;b&gt;');
    expect(page).not.toContain('dev <b>');
    const [, href] =
      /href="(\/_control\/stack\?[^"]+)"\s*>\s*claims-dev\s*</.exec(page) ?? [];
    const stack = await (await fetch(`${aws.url}${href}`)).text();
    expect(stack).toMatch(/Bucket\s*<span>AWS::S3::Bucket<\/span>/);

    const submit = async (fields: Record<string, string>) => {
      const answer = await fetch(`${aws.url}/_control/edit-resource`, {
        method: 'POST',
        body: new URLSearchParams({ ...bucket, ...fields }),
      });
      return [answer.status, await answer.text()];
    };
    expect(await submit({ change: '{"Tags":null}' })).toEqual([
      200,
      expect.stringContaining('role="status"'),
    ]);
    expect(await submit({ change: '<script>' })).toEqual([
      400,
      expect.stringContaining('role="alert"'),
    ]);
    const state = await (await fetch(`${aws.url}/_control/state`)).json();
    expect(state.stacks.map((item: { name: string }) => item.name)).toContain(
      'claims-dev',
    );
  });
});
