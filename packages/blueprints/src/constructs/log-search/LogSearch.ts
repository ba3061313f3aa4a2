import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import { CompositePrincipal, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { StagePolicy } from '../../schema';
import type { Alerts } from '../alerts/Alerts';
import { WorkloadLogs } from '../logs/WorkloadLogs';
import { LeastPrivilegeRole } from '../role/LeastPrivilegeRole';
import { peopleWithSecondFactor } from '../role/people';
import { indexPolicy } from './indexPolicy';
import { LogArchive } from './LogArchive';
import { SearchDomain, searchDomainArn } from './SearchDomain';
import { SearchIngestion } from './SearchIngestion';
import { watchLogSearch } from './watchLogSearch';

/** Settings of a `LogSearch`. */
export interface LogSearchProps {
  readonly policy: StagePolicy;
  readonly vpc: IVpc;
  readonly key: IKey;
  readonly alerts: Alerts;
  readonly runbooksUrl: string;
  /** Names the domain, the pipeline and the log group `/plinth/<name>/log-search`. */
  readonly name: string;
  /** Of the archive. */
  readonly bucketName: string;
  readonly accessLogs: IBucket;
  /** The log group that becomes searchable. */
  readonly source: LogGroup;
  readonly instanceClass: string;
  /** Where the stage spreads it, one node stands in each of them. */
  readonly availabilityZones: number;
  /** Of each node. */
  readonly storageGiB: number;
}

/**
 * Searchable logs: CloudWatch Logs, Firehose, an archive bucket, OpenSearch Ingestion, an OpenSearch domain.
 *
 * One role writes to the domain and administers it, because CloudFormation can name one administrator and nobody else: people
 * assume it, with a second factor, to let readers in and to set the index policy that `indexPolicy` states.
 */
export class LogSearch extends Construct {
  readonly archive: LogArchive;
  readonly search: SearchDomain;
  readonly role: LeastPrivilegeRole;
  /** What ends indexes when the stage's days are over, as JSON for OpenSearch's index state management. */
  readonly indexPolicy: string;

  constructor(scope: Construct, id: string, props: LogSearchProps) {
    super(scope, id);
    this.indexPolicy = JSON.stringify(indexPolicy(props.policy.logDays));
    const logs = new WorkloadLogs(this, 'Logs', {
      policy: props.policy,
      key: props.key,
      logGroupName: `/plinth/${props.name}/log-search`,
    });
    this.archive = new LogArchive(this, 'Archive', {
      ...props,
      logGroup: logs.logGroup,
    });
    this.role = this.#role(props);
    this.search = new SearchDomain(this, 'Search', {
      ...props,
      nodes: props.policy.searchInEveryZone ? props.availabilityZones : 1,
      logGroup: logs.logGroup,
      administratorArn: this.role.roleArn,
    });
    new SearchIngestion(this, 'Ingestion', {
      vpc: props.vpc,
      name: props.name,
      archive: this.archive,
      search: this.search,
      role: this.role,
    });
    watchLogSearch(this, props, this);
  }

  #role(props: LogSearchProps): LeastPrivilegeRole {
    const stack = Stack.of(this);
    const domain = searchDomainArn(stack, props.name);
    const { bucket } = this.archive.bucket;
    return new LeastPrivilegeRole(this, 'Role', {
      assumedBy: new CompositePrincipal(
        new ServicePrincipal('osis-pipelines.amazonaws.com', {
          conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
        }),
        peopleWithSecondFactor(stack),
      ),
      description: `Writes the logs of ${props.name} and administers their search`,
      grants: [
        {
          sid: 'FindDomain',
          actions: ['es:DescribeDomain'],
          resources: [domain],
        },
        {
          sid: 'UseDomain',
          actions: [
            'es:ESHttpDelete',
            'es:ESHttpGet',
            'es:ESHttpHead',
            'es:ESHttpPatch',
            'es:ESHttpPost',
            'es:ESHttpPut',
          ],
          resources: [`${domain}/*`],
          wildcard:
            'Indexes are named by day, and administration has paths of its own; all are of this one domain.',
        },
        {
          sid: 'ReadArchive',
          actions: ['s3:GetObject'],
          resources: [bucket.arnForObjects('logs/*')],
          wildcard: 'Every archived object of this one bucket is indexed.',
        },
        {
          sid: 'KeepRefused',
          actions: ['s3:PutObject'],
          resources: [bucket.arnForObjects('refused/*')],
          wildcard: 'What the domain refuses is named by the pipeline.',
        },
        {
          sid: 'Arrivals',
          actions: [
            'sqs:ChangeMessageVisibility',
            'sqs:DeleteMessage',
            'sqs:GetQueueAttributes',
            'sqs:ReceiveMessage',
          ],
          resources: [this.archive.arrivals.queue.queueArn],
        },
        {
          sid: 'Key',
          actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
          resources: [props.key.keyArn],
        },
      ],
    });
  }
}
