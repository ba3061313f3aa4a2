import {
  DeleteRuleCommand,
  DescribeEventBusCommand,
  EventBridgeClient,
  ListRuleNamesByTargetCommand,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  PutPermissionCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemovePermissionCommand,
} from '@aws-sdk/client-eventbridge';
import {
  CreateQueueCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { clientOptions, DEV, PAYER } from '../testing/clientOptions';
import { startServices } from '../testing/startServices';

/** Lets the rules of an account send to the queue. */
function policyFor(account: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: `arn:aws:sqs:us-east-1:${PAYER}:plinth-events`,
        Condition: { StringEquals: { 'aws:SourceAccount': account } },
      },
    ],
  });
}

describe('EventBridge', () => {
  let sandbox: Awaited<ReturnType<typeof startServices>>;
  let events: EventBridgeClient;
  let sqs: SQSClient;
  let QueueUrl: string;

  beforeAll(async () => {
    sandbox = await startServices();
    events = new EventBridgeClient(
      clientOptions(sandbox.url, { region: 'us-east-1' }),
    );
    sqs = new SQSClient(clientOptions(sandbox.url, { account: PAYER }));
    const queue = await sqs.send(
      new CreateQueueCommand({
        QueueName: 'plinth-events',
        Attributes: { Policy: policyFor(DEV) },
      }),
    );
    QueueUrl = queue.QueueUrl as string;
  });
  afterAll(async () => {
    events.destroy();
    sqs.destroy();
    await sandbox.close();
  });

  const target = {
    Id: 'portal',
    Arn: `arn:aws:sqs:us-east-1:${PAYER}:plinth-events`,
  };

  it('carries stack events of one account and region to a queue of another', async () => {
    await events.send(
      new PutRuleCommand({
        Name: 'plinth',
        EventPattern: JSON.stringify({ source: ['aws.cloudformation'] }),
      }),
    );
    await events.send(
      new PutTargetsCommand({ Rule: 'plinth', Targets: [target] }),
    );
    const waiting = sqs.send(
      new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }),
    );
    const event = {
      version: '0' as const,
      id: 'e1',
      'detail-type': 'CloudFormation Stack Status Change',
      source: 'aws.cloudformation',
      account: DEV,
      time: '2026-02-01T00:00:00Z',
      region: 'us-east-1',
      resources: ['arn:stack'],
      detail: { 'status-details': { status: 'CREATE_COMPLETE' } },
    };
    sandbox.bus.emit('event', { ...event, region: 'us-west-2' });
    sandbox.bus.emit('event', { ...event, source: 'aws.ec2' });
    sandbox.bus.emit('event', event);
    const { Messages } = await waiting;
    expect(Messages).toHaveLength(1);
    expect(JSON.parse(Messages?.[0].Body ?? '')).toEqual(event);
  });

  it('carries events that PutEvents brings, and refuses to pose as AWS', async () => {
    await events.send(
      new PutRuleCommand({
        Name: 'own',
        EventPattern: JSON.stringify({ 'detail-type': ['Thing'] }),
      }),
    );
    await events.send(
      new PutTargetsCommand({ Rule: 'own', Targets: [target] }),
    );
    const entry = { DetailType: 'Thing', Detail: '{"n":1}' };
    const result = await events.send(
      new PutEventsCommand({
        Entries: [
          { ...entry, Source: 'acme.claims' },
          { ...entry, Source: 'aws.claims' },
        ],
      }),
    );
    expect(result.FailedEntryCount).toBe(1);
    const { Messages } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 1 }),
    );
    expect(JSON.parse(Messages?.[0].Body ?? '')).toMatchObject({
      account: DEV,
      detail: { n: 1 },
    });
  });

  it('lists rules in pages, and keeps a rule that has targets', async () => {
    const first = await events.send(new ListRulesCommand({ Limit: 1 }));
    const second = await events.send(
      new ListRulesCommand({ Limit: 1, NextToken: first.NextToken }),
    );
    expect(
      [...(first.Rules ?? []), ...(second.Rules ?? [])].map(r => r.Name),
    ).toEqual(['plinth', 'own']);
    expect(second.NextToken).toBeUndefined();
    const { Targets } = await events.send(
      new ListTargetsByRuleCommand({ Rule: 'plinth' }),
    );
    expect(Targets).toEqual([target]);
    const namesOf = (TargetArn: string) =>
      events.send(new ListRuleNamesByTargetCommand({ TargetArn }));
    expect((await namesOf(target.Arn)).RuleNames).toContain('plinth');
    expect((await namesOf(`${target.Arn}-other`)).RuleNames).toEqual([]);
    await expect(
      events.send(new DeleteRuleCommand({ Name: 'plinth' })),
    ).rejects.toThrow(/has targets/);
  });

  it('refuses what it could not honour', async () => {
    await expect(
      events.send(
        new PutRuleCommand({ Name: 'x', ScheduleExpression: 'rate(1 day)' }),
      ),
    ).rejects.toThrow(/ScheduleExpression/);
    await expect(
      events.send(
        new PutTargetsCommand({
          Rule: 'plinth',
          Targets: [{ Id: '1', Arn: 'arn:aws:lambda:us-east-1:1:function:f' }],
        }),
      ),
    ).rejects.toThrow(/SQS queues and default buses only/);
    const elsewhere = target.Arn.replace('us-east-1', 'us-west-2');
    await expect(
      events.send(
        new PutTargetsCommand({
          Rule: 'plinth',
          Targets: [{ Id: '1', Arn: elsewhere }],
        }),
      ),
    ).rejects.toThrow(/not in correct region/);
  });

  it('carries events to the default bus of another place, once its policy takes them, and no further', async () => {
    const there = `arn:aws:events:us-east-1:${PAYER}:event-bus/default`;
    const hub = new EventBridgeClient(
      clientOptions(sandbox.url, { account: PAYER }),
    );
    const away = new EventBridgeClient(
      clientOptions(sandbox.url, { region: 'eu-west-1' }),
    );
    const pattern = { EventPattern: JSON.stringify({ source: ['acme.far'] }) };
    await hub.send(new PutRuleCommand({ Name: 'onward', ...pattern }));
    await hub.send(
      new PutTargetsCommand({ Rule: 'onward', Targets: [target] }),
    );
    await sqs.send(
      new SetQueueAttributesCommand({
        QueueUrl,
        Attributes: { Policy: policyFor(PAYER) },
      }),
    );
    await away.send(new PutRuleCommand({ Name: 'send', ...pattern }));
    await away.send(
      new PutTargetsCommand({
        Rule: 'send',
        Targets: [
          { Id: '1', Arn: there, RoleArn: `arn:aws:iam::${DEV}:role/send` },
        ],
      }),
    );
    const sent = async (n: number) => {
      await away.send(
        new PutEventsCommand({
          Entries: [
            { Source: 'acme.far', DetailType: 'Thing', Detail: `{"n":${n}}` },
          ],
        }),
      );
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl }),
      );
      return Messages.map(({ Body }) => JSON.parse(Body ?? ''));
    };
    expect(await sent(1)).toEqual([]);
    await hub.send(
      new PutPermissionCommand({
        StatementId: 'dev',
        Action: 'events:PutEvents',
        Principal: DEV,
      }),
    );
    const { Policy } = await hub.send(new DescribeEventBusCommand({}));
    expect(JSON.parse(Policy ?? '').Statement).toMatchObject([
      { Sid: 'dev', Principal: { AWS: `arn:aws:iam::${DEV}:root` } },
    ]);
    expect(await sent(2)).toMatchObject([
      { account: DEV, region: 'eu-west-1', detail: { n: 2 } },
    ]);
    await hub.send(new RemovePermissionCommand({ StatementId: 'dev' }));
    expect(await sent(3)).toEqual([]);
    hub.destroy();
    away.destroy();
  });
});
