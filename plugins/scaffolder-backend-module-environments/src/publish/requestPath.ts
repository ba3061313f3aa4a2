import type { RepositoryReference } from '@plinth/repository';

/** The portal's page of a request, below its address. */
export function requestPath(
  { owner, repo }: Pick<RepositoryReference, 'owner' | 'repo'>,
  number: number,
): string {
  return `/environments/requests/${owner}/${repo}/${number}`;
}

/** The page of the request that a task asks for, whose pull request has no number yet. */
export function taskPath(task: string): string {
  return `/environments/requests/tasks/${encodeURIComponent(task)}`;
}
