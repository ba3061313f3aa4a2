/**
 * What is assumed where a bill depends on use, per resource and month. Give your own figures in
 * `EstimateOptions.usage`, by logical ID or by resource type.
 */
export const USAGE_ASSUMPTIONS = {
  /** GB through a NAT gateway. */
  natDataGb: 50,
  /** GB through an interface endpoint, over all its zones. */
  endpointDataGb: 10,
  /** GB through a transit gateway attachment. */
  transitDataGb: 20,
  /** GB through a network firewall. */
  firewallDataGb: 50,
  /** GB that leave AWS from an instance, a load balancer or a task; the first GB of a month is not charged. */
  dataOutGb: 1,
  /** Load balancer capacity units in use, on average over the month. */
  loadBalancerUnits: 1,
  /** GB in a bucket's Standard class. */
  s3StandardGb: 10,
  /** GB in a bucket's Standard-IA class. */
  s3InfrequentGb: 0,
  /** GB in a bucket's Glacier Flexible Retrieval class. */
  s3GlacierGb: 0,
  /** Thousands of PUT, COPY, POST and LIST requests to a bucket. */
  s3PutThousands: 0,
  /** Thousands of GET requests to a bucket. */
  s3GetThousands: 0,
  /** GB of backups beyond what the service keeps without charge. */
  backupGb: 0,
  /** GB in a cluster's volume, where storage grows by itself (Aurora, DocumentDB). */
  clusterStorageGb: 10,
  /** Millions of I/O requests to such a volume. */
  clusterIoMillions: 1,
  /** Aurora capacity units in use, on average; at least the cluster's minimum is charged. */
  auroraUnits: 0,
  /** GB that a log group takes in. */
  logsIngestGb: 1,
  /** GB that a VPC flow log delivers to a bucket. */
  flowLogsGb: 1,
  /** Millions of calls of a function, each of 100 ms. */
  lambdaMillions: 0.1,
  /** Millions of requests to a queue. */
  queueMillions: 0.1,
  /** Millions of publishes to a topic. */
  topicMillions: 0.1,
  /** Millions of reads and, the same number, of writes of an on-demand table. */
  tableMillions: 0.1,
  /** GB in a table. */
  tableGb: 1,
  /** GB through a delivery stream. */
  firehoseGb: 1,
  /** Millions of requests that a web ACL looks at. */
  wafMillions: 1,
  /** Images that are pushed to a registry with enhanced scanning. */
  imagesPushed: 20,
  /** Scans of images that such a registry has already, each time that a vulnerability becomes known. */
  imagesScannedAgain: 100,
  /** Millions of management events that GuardDuty looks at. */
  guardDutyEventMillions: 1,
  /** GB of flow and DNS logs that GuardDuty looks at. */
  guardDutyLogsGb: 1,
  /** Configuration items that AWS Config records. */
  configItems: 300,
  /** Evaluations of an AWS Config rule. */
  configEvaluations: 100,
  /** Hundreds of thousands of data events of a trail. */
  trailDataEvents: 1,
  /** Millions of DNS queries to a zone. */
  dnsMillions: 0.1,
  /** GB of images in a repository. */
  imagesGb: 1,
  /** GB in a file system's Standard class. */
  filesGb: 1,
  /** Tens of millions of metric samples taken in. */
  prometheusSamples: 10,
  /** Editors of a Grafana workspace. */
  grafanaEditors: 1,
  /** GB that a distribution delivers. */
  cdnGb: 10,
  /** Tens of thousands of HTTPS requests to a distribution. */
  cdnRequests: 10,
  /** Millions of requests to an HTTP or REST API. */
  apiMillions: 0.1,
  /** GB in a backup vault. */
  vaultGb: 10,
  /** Thousands of state transitions. */
  transitionThousands: 1,
  /** Minutes of builds. */
  buildMinutes: 100,
  /** Tens of thousands of requests to a KMS key. */
  kmsRequests: 0,
  /** Millions of custom events on an event bus. */
  busMillions: 0.1,
} as const;

/** A quantity that a template does not state. */
export type UsageName = keyof typeof USAGE_ASSUMPTIONS;

/** Figures of use, by logical ID or resource type; a logical ID's win. */
export type Usage = Record<string, Partial<Record<UsageName, number>>>;
