import type { RepositoryReference } from '@plinth/repository';

/** True if the payload of a push webhook tells of the branch that the repository's units are read from. */
export function isPushTo(
  repository: RepositoryReference,
  payload: unknown,
): boolean {
  const { ref, repository: pushed } = (payload ?? {}) as {
    ref?: unknown;
    repository?: { html_url?: unknown; full_name?: unknown };
  };
  if (ref !== `refs/heads/${repository.branch}`) {
    return false;
  }
  const address = URL.parse(String(pushed?.html_url));
  const name = address
    ? `${address.host}${address.pathname}`
    : `${repository.host}/${pushed?.full_name}`;
  return name.toLowerCase() === repository.fullName.toLowerCase();
}
