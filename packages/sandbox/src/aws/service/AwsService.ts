import type { AwsCall } from './AwsCall';

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
