import type { PolicyDocument } from './PolicyDocument';
import type { Protocol } from '../protocols/Protocol';
import type { AwsCall } from './AwsCall';
import type { Input } from './Input';

/**
 * An answer's members, by the API's names: a `Date` becomes what the protocol writes for a timestamp, a `Map` a map, an
 * array a list; `undefined` members are left out. In S3's protocol it is the response itself.
 */
export type Output = Record<string, unknown>;

/** Answers one operation, or throws an AwsError. What it does not read of the input is refused, see {@link Input}. */
export type Operation = (
  call: AwsCall,
  input: Input,
) => Output | Promise<Output>;

/** Operations by name. What is not among them is answered as not implemented. */
export type Operations = Record<string, Operation | undefined>;

/** What a call must be allowed to do, where its name does not say it all. */
export interface Permission {
  /** IAM action, where it is not named as the operation. */
  action?: string;
  /** ARN of what the call is about. */
  resource?: string;
  /** Account of the resource, where its name in ARNs tells one: another's caller needs the resource's own leave. */
  owner?: string;
  /** The policy of the resource itself, where it has one. */
  resourcePolicy?: PolicyDocument;
}

/** One AWS service. */
export interface AwsService {
  /** Service in the credential scope of a signature, by which requests are routed. */
  readonly signingName: string;
  /** The protocol that current SDKs use for it. A request in JSON or CBOR is answered in the same. */
  readonly protocol: Protocol;
  /** Prefix of IAM actions; the default is the signing name. */
  readonly actionPrefix?: string;
  /** Code of the error for a parameter that is missing or wrong. */
  readonly invalidParameter: string;
  /** Code of the error for a page token that is not ours; the default is {@link invalidParameter}. */
  readonly invalidToken?: string;
  /** Code of the error for a parameter that the sandbox lacks; the default is {@link invalidParameter}. */
  readonly notImplemented?: string;
  readonly operations: Operations;
  /** What the call needs; the default is the action of its name on any resource. */
  permission?(call: AwsCall): Permission;
}
