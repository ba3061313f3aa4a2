/** A queue and its attributes, as SQS names them. */
export interface Queue {
  arn: string;
  account: string;
  region: string;
  name: string;
  attributes: Record<string, string>;
  tags: Record<string, string>;
  /** Milliseconds since the epoch. */
  createdAt: number;
}

/** A message in a queue. */
export interface Message {
  id: string;
  queueArn: string;
  body: string;
  md5: string;
  sentAt: number;
  /** Milliseconds since the epoch before which nobody receives it. */
  visibleAt: number;
  receiveCount: number;
  firstReceivedAt?: number;
  /** Handle of the last receive; earlier handles still delete, as in SQS. */
  receiptHandle?: string;
  messageAttributes?: Record<string, unknown>;
}

/** What a queue has where nothing else is said. */
export const DEFAULTS: Record<string, string> = {
  DelaySeconds: '0',
  MaximumMessageSize: '1048576',
  MessageRetentionPeriod: '345600',
  ReceiveMessageWaitTimeSeconds: '0',
  VisibilityTimeout: '30',
};

/** What can be set of a standard queue. */
export const QUEUE_ATTRIBUTES = [
  ...Object.keys(DEFAULTS),
  'KmsDataKeyReusePeriodSeconds',
  'KmsMasterKeyId',
  'Policy',
  'RedriveAllowPolicy',
  'RedrivePolicy',
  'SqsManagedSseEnabled',
];

/** `arn:aws:sqs:<region>:<account>:<name>` */
export function queueArn(
  account: string,
  region: string,
  name: string,
): string {
  return `arn:aws:sqs:${region}:${account}:${name}`;
}
