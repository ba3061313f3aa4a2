import type { Protocol } from '../protocols/Protocol';
import { AwsError } from '../protocols/AwsError';

/** Any error as the caller is to see it, in its protocol's words. */
export function asAwsError(error: unknown, protocol: Protocol): AwsError {
  const { code, message, status, members } = known(error);
  const words = protocol.words[code];
  return new AwsError(
    words?.code ?? code,
    words?.message ?? message,
    words?.status ?? status,
    members,
  );
}

function known(error: unknown): AwsError {
  if (error instanceof AwsError) {
    return error;
  }
  const message = error instanceof Error ? error.message : String(error);
  return error instanceof SyntaxError
    ? new AwsError('SerializationException', message)
    : new AwsError('InternalFailure', message, 500);
}
