import type { CommitHead } from './GitHubReader';

/** Commits along first parents, newest first: the branch's own history, without that of merged branches. */
export function firstParents(commits: CommitHead[]): CommitHead[] {
  const bySha = new Map(commits.map(commit => [commit.sha, commit]));
  const line: CommitHead[] = [];
  let next = commits.at(0);
  while (next) {
    line.push(next);
    next = bySha.get(next.parents[0] ?? '');
  }
  return line;
}
