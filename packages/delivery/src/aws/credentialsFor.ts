import { githubOidcTokens } from '../github/OidcTokens';
import {
  AmbientCredentials,
  WebIdentityCredentials,
  type AccountCredentials,
} from './AccountCredentials';

/** Where STS is asked when its region does not answer: regions that every account of the partition has. */
const ELSEWHERE = ['us-west-2', 'eu-west-1'];

/**
 * A role of each account by the run's OIDC token, where the job has one; else what the environment offers. The session
 * is named after commit and run, so that CloudTrail tells for every call what it was made for.
 */
export function credentialsFor(options: {
  env: NodeJS.ProcessEnv;
  roleName: string;
  commit: string;
  runId: string;
}): AccountCredentials {
  const { env, roleName, commit, runId } = options;
  const tokens = githubOidcTokens(env);
  const region = env.AWS_REGION ?? 'us-east-1';
  if (!tokens) {
    return new AmbientCredentials({ region });
  }
  return WebIdentityCredentials.create({
    elsewhere:
      region.startsWith('us-gov-') || region.startsWith('cn-')
        ? []
        : ELSEWHERE.filter(each => each !== region),
    roleName,
    sessionName: sessionName(commit, runId),
    tokens,
    region,
  });
}

/** `plinth-<12 digits of the commit>-<run>`: the name of role sessions and change sets. */
export function sessionName(commit: string, runId: string): string {
  return `plinth-${commit.slice(0, 12)}-${runId}`.slice(0, 64);
}
