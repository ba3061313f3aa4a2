import path from 'node:path';
import {
  ApplicationEnvironment,
  type UnitStackProps,
} from '@plinth/blueprints';
import {
  LeastPrivilegeRole,
  RunbookAlarm,
  SERVICE_SUBNETS,
  WorkloadLogs,
} from '@plinth/blueprints/constructs';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Code,
  EventSourceMapping,
  Function,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import { Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';

/** Longest run of the function; the queue hides a message six times as long, as AWS advises. */
const TIMEOUT = Duration.seconds(30);

/**
 * The stack of this unit. Its parameters are in the JSON file beside this one.
 * Add resources of your own below the call to super.
 */
export default class UnitStack extends ApplicationEnvironment {
  readonly submissions: Queue;

  constructor(scope: Construct, id: string, props: UnitStackProps) {
    super(scope, id, props);

    const failed = this.queue('FailedSubmissions', {
      retentionPeriod: Duration.days(14),
    });
    this.submissions = this.queue('Submissions', {
      visibilityTimeout: Duration.seconds(6 * TIMEOUT.toSeconds()),
      deadLetterQueue: { queue: failed, maxReceiveCount: 5 },
    });

    const logs = new WorkloadLogs(this, 'SubmissionLogs', {
      policy: this.policy,
      key: this.key.key,
      // Below the path of this environment, for which its key may encrypt logs.
      logGroupName: `/plinth/${this.unit.name}/submissions`,
    });
    const access = new LeastPrivilegeRole(this, 'SubmissionRole', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `Processes the submissions of ${this.unit.name}`,
      grants: [
        {
          sid: 'Receive',
          actions: [
            'sqs:ReceiveMessage',
            'sqs:DeleteMessage',
            'sqs:GetQueueAttributes',
          ],
          resources: [this.submissions.queueArn],
        },
        {
          sid: 'Decrypt',
          actions: ['kms:Decrypt'],
          resources: [this.key.key.keyArn],
        },
        {
          sid: 'Store',
          actions: ['s3:PutObject'],
          resources: [this.data.bucket.arnForObjects('application/*')],
          wildcard: 'Each submission becomes an object of the application.',
        },
        {
          sid: 'Encrypt',
          actions: ['kms:GenerateDataKey'],
          resources: [this.key.key.keyArn],
        },
        {
          sid: 'Log',
          actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          resources: [logs.logGroup.logGroupArn],
        },
        {
          sid: 'JoinNetwork',
          actions: [
            'ec2:CreateNetworkInterface',
            'ec2:DeleteNetworkInterface',
            'ec2:DescribeNetworkInterfaces',
            'ec2:DescribeSubnets',
          ],
          resources: ['*'],
          wildcard:
            'Lambda makes interfaces that have no ARN yet, and accepts no narrower resource.',
        },
      ],
    });
    const processor = new Function(this, 'ProcessSubmissions', {
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(path.join(__dirname, 'handler')),
      handler: 'index.handler',
      timeout: TIMEOUT,
      memorySize: 256,
      role: access.role,
      logGroup: logs.logGroup,
      vpc: this.network.vpc,
      vpcSubnets: { subnetGroupName: SERVICE_SUBNETS },
      // What joins this group may reach the database.
      securityGroups: [this.workloadSecurityGroup],
      environment: { BUCKET: this.data.bucket.bucketName },
      environmentEncryption: this.key.key,
    });
    // On deletion the function leaves the network first, while it may still remove its interfaces.
    processor.node.addDependency(access);
    new EventSourceMapping(this, 'DeliverSubmissions', {
      target: processor,
      eventSourceArn: this.submissions.queueArn,
      batchSize: 10,
      reportBatchItemFailures: true,
    });

    // The services of this environment may ask for work.
    this.workloadRole.allow({
      sid: 'Submit',
      actions: ['sqs:SendMessage'],
      resources: [this.submissions.queueArn],
    });
    this.publish(
      'SubmissionsQueueUrl',
      this.submissions.queueUrl,
      'Where services submit work',
    );

    new RunbookAlarm(this, 'SubmissionsFailed', {
      alerts: this.alerts,
      severity: 'warning',
      // A page of this repository: docs/runbooks/submissions-failed.md.
      runbook: 'submissions-failed',
      runbooksUrl: this.runbooksUrl,
      meaning: 'Submissions failed five times and were put aside.',
      namespace: 'AWS/SQS',
      metricName: 'ApproximateNumberOfMessagesVisible',
      dimensions: { QueueName: failed.queueName },
      statistic: 'Maximum',
      threshold: 0,
      evaluationPeriods: 1,
    });
  }

  /** A queue that the key of this environment encrypts, and that refuses connections without TLS. */
  private queue(id: string, props: QueueProps): Queue {
    return new Queue(this, id, {
      encryption: QueueEncryption.KMS,
      encryptionMasterKey: this.key.key,
      enforceSSL: true,
      ...props,
    });
  }
}
