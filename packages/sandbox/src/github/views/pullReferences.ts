import type { Json, Views } from './Views';

/** The open pull requests whose head a commit is, in the short form of checks and runs. */
export function pullReferences(
  views: Views,
  repo: string,
  sha: string,
): Json[] {
  const repository = views.store.repositories.get(repo.toLowerCase());
  const reference = {
    id: repository?.id ?? 0,
    url: views.urls.repoApi(repo),
    name: repository?.name ?? '',
  };
  return views.store.pulls
    .values()
    .filter(
      pull =>
        pull.repo === repo && pull.headSha === sha && pull.state === 'open',
    )
    .map(pull => ({
      id: pull.id,
      number: pull.number,
      url: views.urls.repoApi(repo, `/pulls/${pull.number}`),
      head: { ref: pull.headRef, sha: pull.headSha, repo: reference },
      base: { ref: pull.baseRef, sha: pull.baseSha, repo: reference },
    }));
}
