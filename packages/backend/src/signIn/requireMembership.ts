import { NotAllowedError, ServiceUnavailableError } from '@backstage/errors';
import type { GithubClients } from '@plinth/plugin-environments-node';
import {
  isNotFound,
  statusOf,
  understandable,
} from '@plinth/repository/github';

/** Who GitHub says is there: its profile of whoever signs in. */
export interface GithubAccount {
  readonly login: string;
  /** The number of the account, which it keeps under every name, and no other ever gets. */
  readonly id: number;
}

/**
 * Asks GitHub whether somebody is, at this moment, a member of one of the organisations. An invitation is no membership
 * yet, and what GitHub does not tell is none.
 *
 * @throws NotAllowedError if they are in none of them
 * @throws ServiceUnavailableError if GitHub does not tell
 */
export async function requireMembership(
  clients: Pick<GithubClients, 'forOrganization'>,
  options: {
    host: string;
    organizations: readonly string[];
    account: GithubAccount;
  },
): Promise<void> {
  const { host, organizations, account } = options;
  for (const organization of organizations) {
    const octokit = await clients.forOrganization(host, organization);
    const membership = await octokit.rest.orgs
      .getMembershipForUser({ org: organization, username: account.login })
      .then(({ data }) => data)
      .catch(error => {
        if (isNotFound(error)) {
          return undefined;
        }
        throw untold(error, organization, host);
      });
    if (membership?.state === 'active' && membership.user?.id === account.id) {
      return;
    }
  }
  throw new NotAllowedError(
    `${account.login} is no member of ${organizations.join(' or ')} on ${host}: ask its owners to let you in, accept the invitation, and sign in again`,
  );
}

function untold(error: unknown, organization: string, host: string): Error {
  const status = statusOf(error);
  return status === 401 || status === 403
    ? new ServiceUnavailableError(
        `GitHub does not tell the portal who is a member of ${organization} (${status}), so that nobody can sign in: install the portal's app on the organisation, with Members: read`,
      )
    : (understandable(error, host) as Error);
}
