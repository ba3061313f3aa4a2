import type { AwsContext } from '../AwsContext';
import type { Role } from '../iam/IamStore';
import { AwsError } from '../protocols/AwsError';
import type { Output } from '../service/AwsService';
import type { Input } from '../service/Input';

/** What is asked of a session. */
export interface SessionOptions {
  name: string;
  /** Seconds that it lasts. */
  duration: number;
}

/** Reads how a session is to be named, and how long it is to last. */
export function sessionOptions(input: Input): SessionOptions {
  const name = input.text('RoleSessionName');
  if (!/^[\w+=,.@-]{2,64}$/.test(name)) {
    throw input.error(
      `1 validation error detected: Value '${name}' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*`,
    );
  }
  return {
    name,
    duration: input.number('DurationSeconds', {
      default: 3600,
      min: 900,
      max: 43_200,
    }),
  };
}

/** Opens the session, and answers its credentials. */
export function openSession(
  { sessions }: Pick<AwsContext, 'sessions'>,
  role: Role,
  { name, duration }: SessionOptions,
): Output {
  if (duration > role.maxSessionDuration) {
    throw new AwsError(
      'ValidationError',
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    );
  }
  const session = sessions.open(role, name, duration);
  return {
    AssumedRoleUser: {
      AssumedRoleId: session.principal.principalId,
      Arn: session.principal.arn,
    },
    Credentials: {
      AccessKeyId: session.accessKeyId,
      SecretAccessKey: session.secretAccessKey,
      SessionToken: session.sessionToken,
      Expiration: new Date(session.expiresAt),
    },
    PackedPolicySize: 0,
  };
}
