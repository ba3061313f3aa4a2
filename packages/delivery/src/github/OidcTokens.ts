import { DeliveryError } from '../errors';

/** Gets OIDC tokens that prove which run is asking. */
export interface OidcTokens {
  /** A fresh token for the audience; tokens live for minutes, so ask for each use. */
  token(audience: string): Promise<string>;
}

/** Asks GitHub for the run's tokens; undefined where the job has no `id-token: write`. */
export function githubOidcTokens(
  env: NodeJS.ProcessEnv,
): OidcTokens | undefined {
  const {
    ACTIONS_ID_TOKEN_REQUEST_URL: requestUrl,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: requestToken,
  } = env;
  if (!requestUrl || !requestToken) {
    return undefined;
  }
  return {
    async token(audience) {
      const url = new URL(requestUrl);
      url.searchParams.set('audience', audience);
      const response = await fetch(url, {
        headers: {
          authorization: `Bearer ${requestToken}`,
          accept: 'application/json',
        },
        signal: AbortSignal.timeout(20_000),
      });
      const json = response.ok
        ? ((await response.json()) as { value?: unknown })
        : {};
      if (typeof json.value === 'string') {
        return json.value;
      }
      throw new DeliveryError(
        `GitHub gave no OIDC token for ${audience} (HTTP ${response.status}); the job needs permissions: id-token: write.`,
        'access',
      );
    },
  };
}
