import { isError } from '@backstage/errors';
import { isThrottling } from '../aws/isThrottling';

const NETWORK: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was closed',
  ENOTFOUND: 'its name could not be resolved',
  EAI_AGAIN: 'its name could not be resolved',
  ETIMEDOUT: 'it did not answer in time',
  EPIPE: 'the connection was closed',
  TimeoutError: 'it did not answer in time',
};

const ACCESS = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'UnauthorizedOperation',
  'UnrecognizedClientException',
  'InvalidClientTokenId',
  'ExpiredToken',
  'ExpiredTokenException',
  'CredentialsProviderError',
  'SignatureDoesNotMatch',
]);

function codesOf(error: Error): string[] {
  // Octokit's errors have a getter there that complains.
  const code: unknown = Object.getOwnPropertyDescriptor(error, 'code')?.value;
  const inner =
    error instanceof AggregateError
      ? error.errors.flatMap(e => codesOf(e))
      : [];
  const cause = isError(error.cause) ? codesOf(error.cause) : [];
  return [
    ...(typeof code === 'string' ? [code] : []),
    error.name,
    ...inner,
    ...cause,
  ];
}

/** Why a source did not answer, in a sentence for a person. */
export function explainFailure(source: string, error: unknown): string {
  if (!isError(error)) {
    return `${source} failed: ${String(error)}.`;
  }
  const codes = codesOf(error);
  const network = codes.map(code => NETWORK[code]).find(Boolean);
  if (network) {
    return `${source} does not answer: ${network}.`;
  }
  const message = error.message.replace(/[.\s]+$/, '').trim();
  const denied = codes.find(code => ACCESS.has(code));
  if (denied) {
    return `${source} refuses the portal's credentials (${denied}): ${message}.`;
  }
  if (codes.some(isThrottling)) {
    return `${source} is throttling; the next reading tries again.`;
  }
  return `${source} failed (${error.name}): ${message}.`;
}
