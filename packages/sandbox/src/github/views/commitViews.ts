import type { FileDiff } from '../git/diff';
import {
  entryType,
  personDate,
  type Commit,
  type TreeEntry,
} from '../git/objects';
import { nodeId } from './nodeId';
import type { Json, Views } from './Views';

const UNSIGNED = {
  verified: false,
  reason: 'unsigned',
  signature: null,
  payload: null,
  verified_at: null,
};

/** A commit as the git data API shows it. */
export function gitCommitView(
  views: Views,
  repo: string,
  commit: Commit,
): Json {
  const api = views.urls.repoApi(repo);
  const html = views.urls.repo(repo);
  return {
    sha: commit.sha,
    node_id: nodeId('C', commit.sha),
    url: `${api}/git/commits/${commit.sha}`,
    html_url: `${html}/commit/${commit.sha}`,
    author: personView(commit.author),
    committer: personView(commit.committer),
    tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
    message: commit.message,
    parents: commit.parents.map(sha => ({
      sha,
      url: `${api}/git/commits/${sha}`,
      html_url: `${html}/commit/${sha}`,
    })),
    verification: UNSIGNED,
  };
}

/** A commit in the short form of runs and check suites; null when the repository does not have it. */
export async function headCommitView(
  views: Views,
  repo: string,
  sha: string,
): Promise<Json | null> {
  const commit = await views.git(repo).objects.commit(sha);
  return (
    (commit && {
      id: commit.sha,
      tree_id: commit.tree,
      message: commit.message,
      timestamp: personDate(commit.committer),
      author: { name: commit.author.name, email: commit.author.email },
      committer: {
        name: commit.committer.name,
        email: commit.committer.email,
      },
    }) ??
    null
  );
}

/** A commit as the commits API shows it; with files when they are given. */
export function commitView(
  views: Views,
  repo: string,
  commit: Commit,
  files?: readonly FileDiff[],
): Json {
  const api = views.urls.repoApi(repo);
  const html = views.urls.repo(repo);
  const account = (email: string) => {
    const user = views.accounts.userByEmail(email);
    return user ? views.user(user.login) : null;
  };
  return {
    sha: commit.sha,
    node_id: nodeId('C', commit.sha),
    commit: {
      author: personView(commit.author),
      committer: personView(commit.committer),
      message: commit.message,
      tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
      url: `${api}/git/commits/${commit.sha}`,
      comment_count: 0,
      verification: UNSIGNED,
    },
    url: `${api}/commits/${commit.sha}`,
    html_url: `${html}/commit/${commit.sha}`,
    comments_url: `${api}/commits/${commit.sha}/comments`,
    author: account(commit.author.email),
    committer: account(commit.committer.email),
    parents: commit.parents.map(sha => ({
      sha,
      url: `${api}/commits/${sha}`,
      html_url: `${html}/commit/${sha}`,
    })),
    ...(files
      ? {
          stats: {
            additions: sum(files, file => file.additions),
            deletions: sum(files, file => file.deletions),
            total: sum(files, file => file.additions + file.deletions),
          },
          files: files.map(file => fileView(views, repo, commit.sha, file)),
        }
      : {}),
  };
}

/** A changed file. */
export function fileView(
  views: Views,
  repo: string,
  sha: string,
  file: FileDiff,
): Json {
  const path = file.path.split('/').map(encodeURIComponent).join('/');
  return {
    sha: file.sha,
    filename: file.path,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: views.urls.repo(repo, `/blob/${sha}/${path}`),
    raw_url: views.urls.repo(repo, `/raw/${sha}/${path}`),
    contents_url: views.urls.repoApi(repo, `/contents/${path}?ref=${sha}`),
    ...(file.previousPath === undefined
      ? {}
      : { previous_filename: file.previousPath }),
    ...(file.patch === undefined ? {} : { patch: file.patch }),
  };
}

/** A line of a tree, with the size of blobs. */
export function treeEntryView(
  views: Views,
  repo: string,
  entry: TreeEntry & { path: string; size?: number },
): Json {
  const type = entryType(entry.mode);
  return {
    path: entry.path,
    mode: entry.mode,
    type,
    sha: entry.sha,
    ...(entry.size === undefined ? {} : { size: entry.size }),
    ...(type === 'commit'
      ? {}
      : { url: views.urls.repoApi(repo, `/git/${type}s/${entry.sha}`) }),
  };
}

/** A commit's view as webhooks have it: theirs do not tell when a signature was verified. */
export function withoutDateOfVerification(view: Json): Json {
  const { commit } = view;
  const { verified_at, ...verification } = UNSIGNED;
  return { ...view, commit: { ...Object(commit), verification } };
}

function personView(person: Commit['author']): Json {
  return { name: person.name, email: person.email, date: personDate(person) };
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
