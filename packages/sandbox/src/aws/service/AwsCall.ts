/** Who made a call, as far as its access key tells. */
export interface Principal {
  /** `arn:aws:iam::…:user/…` or `arn:aws:sts::…:assumed-role/<role>/<session>`. */
  arn: string;
  /** CloudTrail's word for the kind of identity. */
  type: 'IAMUser' | 'AssumedRole' | 'WebIdentityUser';
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
  /** Bytes that are sent beside the parameters: an object's, or a document of S3. */
  body: Buffer;
  requestId: string;
  sourceIp: string;
  userAgent: string;
}
