import { CfnEventBusPolicy, CfnRule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { RunbookAlarm } from '../../constructs/alarm/RunbookAlarm';
import type { AlarmAudience } from '../../constructs/alarm/AlarmAudience';

/** The events that tell what becomes of stacks. */
export const STACK_EVENTS = {
  source: ['aws.cloudformation'],
  'detail-type': [
    'CloudFormation Stack Status Change',
    'CloudFormation Drift Detection Status Change',
  ],
};

/** Settings of an `EventIntake`. */
export interface EventIntakeProps extends AlarmAudience {
  /** Names the rule, and what other accounts are let in by. */
  readonly name: string;
  /** Accounts whose rules may send events to the bus, besides this one. */
  readonly accounts: readonly string[];
}

/**
 * The queue of stack events, and the way there from every account and region.
 *
 * EventBridge sends to queues of its own region alone. So the rules of other places (blueprint `stack-events`) send to the
 * default bus of this place, and the one rule here brings to the queue what comes from there and what happens here.
 */
export class EventIntake extends Construct {
  readonly queue: Queue;
  /** Takes what could not be read three times. */
  readonly unreadable: Queue;
  /** ARN of the bus that the rules of other places name. */
  readonly busArn: string;
  readonly rule: CfnRule;

  constructor(scope: Construct, id: string, props: EventIntakeProps) {
    super(scope, id);
    const stack = Stack.of(this);
    // Messages say which stack is in which state and hold nothing of it; EventBridge could not use a key of the unit.
    const common = {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(4),
    };
    this.unreadable = new Queue(this, 'Unreadable', common);
    this.queue = new Queue(this, 'Queue', {
      ...common,
      visibilityTimeout: Duration.minutes(1),
      deadLetterQueue: { queue: this.unreadable, maxReceiveCount: 3 },
    });
    this.busArn = stack.formatArn({
      service: 'events',
      resource: 'event-bus',
      resourceName: 'default',
    });
    this.rule = new CfnRule(this, 'Rule', {
      name: `${props.name}-stack-events`,
      description: 'Brings the events of stacks to the portal',
      eventPattern: STACK_EVENTS,
      targets: [{ id: 'portal', arn: this.queue.queueArn }],
    });
    this.queue.addToResourcePolicy(
      new PolicyStatement({
        sid: 'TakeStackEvents',
        principals: [new ServicePrincipal('events.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [this.queue.queueArn],
        conditions: { ArnEquals: { 'aws:SourceArn': this.rule.attrArn } },
      }),
    );
    const others = props.accounts.filter(account => account !== stack.account);
    for (const account of others) {
      new CfnEventBusPolicy(this, `From${account}`, {
        statementId: `${props.name}-${account}`,
        statement: {
          Effect: 'Allow',
          Principal: {
            AWS: `arn:${stack.partition}:iam::${account}:root`,
          },
          Action: 'events:PutEvents',
          Resource: this.busArn,
        },
      });
    }
    this.#watch(props);
  }

  #watch({ alerts, runbooksUrl }: AlarmAudience): void {
    const common = {
      alerts,
      runbooksUrl,
      severity: 'warning',
      runbook: 'stack-events',
      namespace: 'AWS/SQS',
      statistic: 'Maximum',
    } as const;
    new RunbookAlarm(this, 'LateAlarm', {
      ...common,
      meaning: 'Stack events wait for more than 15 minutes for the portal.',
      metricName: 'ApproximateAgeOfOldestMessage',
      dimensions: { QueueName: this.queue.queueName },
      threshold: 900,
    });
    new RunbookAlarm(this, 'UnreadableAlarm', {
      ...common,
      meaning: 'The portal could not read a message three times.',
      metricName: 'ApproximateNumberOfMessagesVisible',
      dimensions: { QueueName: this.unreadable.queueName },
      threshold: 0,
      evaluationPeriods: 1,
    });
  }
}
