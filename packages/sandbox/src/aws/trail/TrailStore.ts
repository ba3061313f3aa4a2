import { randomUUID } from 'node:crypto';
import type { SandboxClock } from '../../clock';
import type { Collection, DocumentStore } from '../../documents';
import type { AwsCallRecord, AwsEventBus } from '../AwsEventBus';

/** A recorded call. */
export interface TrailEvent extends AwsCallRecord {
  id: string;
  resources: { type: string; name: string }[];
}

/**
 * Calls on what is in a queue, a bucket or a bus. CloudTrail calls them data events and leaves them out of its history;
 * a portal that polls its queue would fill it.
 */
const DATA_EVENTS =
  /^(sqs\.amazonaws\.com (Send|Receive|Delete|Change)Message|s3\.amazonaws\.com (Get|Head|Put|Delete|Copy)Object|s3\.amazonaws\.com (ListObjects|UploadPart|\w+MultipartUpload)|events\.amazonaws\.com PutEvents)/;

/** Services whose calls CloudTrail logs in one region, wherever they were made from. */
const GLOBAL_SERVICES = new Set([
  'budgets',
  'cloudfront',
  'iam',
  'organizations',
  'route53',
  'shield',
  'signin',
]);
const GLOBAL_REGION = 'us-east-1';

/** Days that LookupEvents looks back. */
const DAYS_KEPT = 90;
/** Reads that are kept for each account and region; they are many, and only for looking at. */
const READS_KEPT = 500;

/**
 * Keeps every management call made to the sandbox's AWS. Calls that change something outlive a restart; of reads the last few
 * hundred are kept, in memory.
 */
export class TrailStore {
  readonly #clock: SandboxClock;
  readonly #writes: Collection<TrailEvent>;
  readonly #reads = new Map<string, TrailEvent[]>();

  constructor(options: {
    clock: SandboxClock;
    documents: DocumentStore;
    bus: AwsEventBus;
  }) {
    this.#clock = options.clock;
    this.#writes = options.documents.collection('aws.cloudtrail.events');
    options.bus.on('call', record => this.#record(record));
  }

  /** The events of a place, newest first. */
  list(place: { account: string; region: string }): TrailEvent[] {
    const oldest = new Date(
      this.#clock.millis() - DAYS_KEPT * 86_400_000,
    ).toISOString();
    return [
      ...this.#writes
        .values()
        .filter(
          event =>
            event.account === place.account && event.region === place.region,
        ),
      ...(this.#reads.get(placeKey(place)) ?? []),
    ]
      .filter(event => event.time >= oldest)
      .sort((a, b) => (a.time < b.time ? 1 : -1));
  }

  #record(record: AwsCallRecord): void {
    if (DATA_EVENTS.test(`${record.eventSource} ${record.eventName}`)) {
      return;
    }
    const event: TrailEvent = {
      ...record,
      region: GLOBAL_SERVICES.has(record.eventSource.split('.')[0])
        ? GLOBAL_REGION
        : record.region,
      id: randomUUID(),
      resources: resourcesOf(record),
    };
    if (!record.readOnly) {
      this.#writes.put(event.id, event);
      return;
    }
    const reads = this.#reads.get(placeKey(event)) ?? [];
    reads.push(event);
    this.#reads.set(placeKey(event), reads.slice(-READS_KEPT));
  }
}

/** Parameters that name a resource, by how they end or are called, and what they name. */
const NAMING: Record<string, string | undefined> = {
  alarmName: 'AWS::CloudWatch::Alarm',
  bucketName: 'AWS::S3::Bucket',
  changeSetName: 'AWS::CloudFormation::ChangeSet',
  cacheClusterId: 'AWS::ElastiCache::CacheCluster',
  dBClusterIdentifier: 'AWS::RDS::DBCluster',
  dBInstanceIdentifier: 'AWS::RDS::DBInstance',
  functionName: 'AWS::Lambda::Function',
  groupId: 'AWS::EC2::SecurityGroup',
  instanceId: 'AWS::EC2::Instance',
  keyId: 'AWS::KMS::Key',
  logGroupName: 'AWS::Logs::LogGroup',
  queueName: 'AWS::SQS::Queue',
  queueUrl: 'AWS::SQS::Queue',
  roleArn: 'AWS::IAM::Role',
  roleName: 'AWS::IAM::Role',
  secretId: 'AWS::SecretsManager::Secret',
  stackName: 'AWS::CloudFormation::Stack',
  tableName: 'AWS::DynamoDB::Table',
  topicArn: 'AWS::SNS::Topic',
};

function resourcesOf(record: AwsCallRecord): TrailEvent['resources'] {
  const parameters = record.requestParameters;
  const named = Object.entries(parameters).flatMap(([key, value]) => {
    const type = NAMING[key];
    return type && typeof value === 'string' ? [{ type, name: value }] : [];
  });
  // An edit in the console says itself which resource it was.
  const { resourceType, resourceName } = parameters;
  return typeof resourceType === 'string' && typeof resourceName === 'string'
    ? [{ type: resourceType, name: resourceName }, ...named]
    : named;
}

function placeKey(place: { account: string; region: string }): string {
  return `${place.account}/${place.region}`;
}
