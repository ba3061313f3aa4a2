import type { WorkflowRun } from '../actionsModel';
import type { Repository } from '../model';

/**
 * What `sub` begins with: the repository by its names, or by names and numbers, which nobody gets who takes a name
 * over: `repo:acme@1234/infrastructure@5678`.
 */
export function subjectPrefix(
  repository: Pick<Repository, 'id' | 'owner' | 'name' | 'immutableSubject'>,
  ownerId: number,
): string {
  const { owner, name, id } = repository;
  return repository.immutableSubject
    ? `repo:${owner}@${ownerId}/${name}@${id}`
    : `repo:${owner}/${name}`;
}

/** What `sub` ends with: the environment if there is one, else `pull_request`, else the ref. */
export function subjectContext(
  run: Pick<WorkflowRun, 'event' | 'trigger'>,
  environment: string | undefined,
): string {
  if (environment !== undefined) {
    return `environment:${environment.replace(/:/g, '%3A')}`;
  }
  return run.event === 'pull_request'
    ? 'pull_request'
    : `ref:${run.trigger.ref}`;
}
