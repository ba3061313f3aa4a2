import type { RequestAddress } from '@plinth/plugin-environments-common';

/** The page of a request. */
export function requestHref({ owner, repo, number }: RequestAddress): string {
  return `/environments/requests/${owner}/${repo}/${number}`;
}

/** The page of a request by the address of its pull request; undefined for what is no address of one. */
export function requestHrefOf(pullRequestUrl: string): string | undefined {
  const [, owner, repo, number] =
    /\/([^/]+)\/([^/]+)\/pull\/(\d+)$/.exec(pullRequestUrl) ?? [];
  return number && requestHref({ owner, repo, number: Number(number) });
}
