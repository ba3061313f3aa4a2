import type { Views } from './Views';

/** What somebody is to a repository, as pull requests and comments say of their authors. */
export function association(views: Views, repo: string, login: string): string {
  const repository = views.store.repositories.get(repo.toLowerCase());
  if (!repository) {
    return 'NONE';
  }
  if (repository.owner === login) {
    return 'OWNER';
  }
  const organization = views.accounts.organization(repository.owner);
  if (organization?.members.some(each => each.login === login)) {
    return 'MEMBER';
  }
  return repository.collaborators[login] ? 'COLLABORATOR' : 'NONE';
}
