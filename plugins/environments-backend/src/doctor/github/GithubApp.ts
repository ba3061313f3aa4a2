import type { GithubIntegrationConfig } from '@backstage/integration';
import type { Octokit } from '@octokit/rest';
import { createGithubClient } from '@plinth/repository/github';
import { SignJWT } from 'jose';
import { createPrivateKey } from 'node:crypto';

/** How `integrations.github` has an app. */
export type AppConfig = NonNullable<GithubIntegrationConfig['apps']>[number];

/** GitHub takes ten minutes at most; clocks differ. */
const SECONDS = { before: 60, valid: 480 };

/**
 * A client that speaks as an app itself, which is how it is told what it may do.
 *
 * @throws Error if the private key is none
 */
export async function appClient(options: {
  app: AppConfig;
  apiUrl: string | undefined;
  host: string;
}): Promise<Octokit> {
  const { app, apiUrl, host } = options;
  const now = Math.floor(Date.now() / 1000);
  const token = await new SignJWT()
    .setProtectedHeader({ alg: 'RS256' })
    .setIssuer(String(app.appId))
    .setIssuedAt(now - SECONDS.before)
    .setExpirationTime(now + SECONDS.valid)
    .sign(createPrivateKey(app.privateKey));
  return createGithubClient({ apiUrl, host, token });
}
