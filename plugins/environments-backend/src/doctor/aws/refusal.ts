const REFUSED =
  /^(AccessDenied(Exception)?|UnauthorizedOperation|UnrecognizedClientException|InvalidClientTokenId|ExpiredToken(Exception)?|SignatureDoesNotMatch|CredentialsProviderError|NotFoundError)$/;

/**
 * What AWS, or the search for credentials, said to somebody who is not let in, where being let in is what is looked at.
 *
 * @throws the error, if it is of another kind: a network that fails says nothing of access
 */
export function refusal(error: unknown): string {
  if (error instanceof Error && REFUSED.test(error.name)) {
    return `The portal is refused: ${error.message}`;
  }
  throw error;
}
