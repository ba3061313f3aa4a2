import type { SandboxClock } from '../clock';
import type { DocumentStore } from '../documents';
import type { AwsEventBus } from './event-bus';
import type { CloudFormationEngine } from './cloudformation';

/** What every part of the sandbox shares. */
export interface SandboxParts {
  clock: SandboxClock;
  documents: DocumentStore;
  /** Folder for what is too large for documents: S3 objects. */
  dataDir: string;
}

/** Who made a call, as far as its access key tells. */
export interface Principal {
  /** `arn:aws:iam::…:user/…` or `arn:aws:sts::…:assumed-role/<role>/<session>`. */
  arn: string;
  /** CloudTrail's word for the kind of identity. */
  type: 'IAMUser' | 'AssumedRole' | 'WebIdentityUser' | 'AWSService';
  account: string;
  /** IAM's unique id: `AIDA…` of a user, `AROA…:<session>` of a role's session. */
  principalId: string;
  accessKeyId: string;
  userName?: string;
  /** ARN of the role behind a session. */
  roleArn?: string;
  sessionName?: string;
  /** True for `AKIA…READ` keys: whatever is not a read is refused. */
  readOnly?: boolean;
  /** True for a call made in the sandbox's imitation of the AWS console. */
  console?: boolean;
}

/** One API call, parsed. */
export interface AwsCall {
  /** Signing name: `cloudformation`, `monitoring`, `ce`, … */
  service: string;
  operation: string;
  account: string;
  region: string;
  principal: Principal;
  /** Parameters by name. In the query protocol every scalar is a string. */
  input: Record<string, unknown>;
  requestId: string;
  sourceIp: string;
  userAgent: string;
}

/** Wire protocols that the server speaks. */
export type AwsProtocol =
  'query' | 'json1.0' | 'json1.1' | 'rest-xml' | 'rpc-v2-cbor';

/**
 * One AWS service. Answers are plain objects with the API's member names: a `Date` becomes what the protocol writes
 * for a timestamp, a `Map` a map, an array a list; `undefined` members are left out.
 */
export interface AwsService {
  /** Service in the credential scope of a signature, by which requests are routed. */
  readonly signingName: string;
  /** The protocol that current SDKs use for it. A request in another protocol than this is answered in its own. */
  readonly protocol: AwsProtocol;
  /** `X-Amz-Target` before the dot, for JSON protocols. */
  readonly targetPrefix?: string;
  /** `xmlns` of answers in the query protocol. */
  readonly xmlNamespace?: string;
  /** `eventSource` in CloudTrail; the default is `<signingName>.amazonaws.com`. */
  readonly eventSource?: string;
  /** Prefix of IAM actions; the default is the signing name. */
  readonly actionPrefix?: string;
  /** Whether the operation changes nothing; the default goes by the verb: Get, List, Describe, Lookup, … */
  isReadOnly?(operation: string): boolean;
  /** Answers the call, or throws an {@link AwsError}; {@link unsupportedOperation} for what is missing. */
  handle(call: AwsCall): Promise<Record<string, unknown>>;
}

/** What services are made with. */
export interface AwsContext extends SandboxParts {
  bus: AwsEventBus;
  cloudFormation: CloudFormationEngine;
}

/** An error that the caller sees with its code, in the shape of the protocol it speaks. */
export class AwsError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
    /** Further members of the error's shape. */
    readonly members: Record<string, unknown> = {},
  ) {
    super(message);
    this.name = code;
  }
}

/** The operation is unknown, or not imitated: JSON services say UnknownOperationException, others InvalidAction. */
export class UnsupportedOperationError extends AwsError {
  constructor(operation: string, service: string) {
    super(
      'InvalidAction',
      `The operation ${operation} of ${service} is not implemented by the sandbox.`,
    );
  }
}

/** What a service throws for an operation that it does not imitate. */
export function unsupportedOperation(
  call: Pick<AwsCall, 'operation' | 'service'>,
): UnsupportedOperationError {
  return new UnsupportedOperationError(call.operation, call.service);
}
