import type { CommitStatus } from '../model';
import { commitView, withoutDateOfVerification } from './commitViews';
import { protectionOf } from '../store/protectionOf';
import { nodeId } from './nodeId';
import type { Json, Views } from './Views';

/** The check states of a commit, put together as GitHub does: failure over pending over success. */
export function combinedState(statuses: readonly CommitStatus[]): string {
  if (statuses.some(({ state }) => state === 'failure' || state === 'error')) {
    return 'failure';
  }
  return statuses.length > 0 &&
    statuses.every(({ state }) => state === 'success')
    ? 'success'
    : 'pending';
}

/** A commit status. */
export function statusView(views: Views, status: CommitStatus): Json {
  const creator = views.user(status.creator);
  return {
    url: views.urls.repoApi(status.repo, `/statuses/${status.sha}`),
    avatar_url: creator.avatar_url,
    id: status.id,
    node_id: nodeId('SC', status.id),
    state: status.state,
    description: status.description || null,
    target_url: status.targetUrl,
    context: status.context,
    created_at: status.createdAt,
    updated_at: status.createdAt,
    creator,
  };
}

/** What the `status` event tells: the status, its commit, and the branches that end in it. */
export async function statusEventView(
  views: Views,
  status: CommitStatus,
): Promise<Json> {
  const { repo, sha } = status;
  const { url, node_id, creator, ...shown } = statusView(views, status);
  const git = views.git(repo);
  const [commit, refs] = await Promise.all([
    git.objects.commit(sha),
    git.refs.list('refs/heads/'),
  ]);
  return {
    ...shown,
    sha,
    name: repo,
    commit:
      commit && withoutDateOfVerification(commitView(views, repo, commit)),
    branches: refs
      .filter(ref => ref.sha === sha)
      .slice(0, 10)
      .map(ref => {
        const name = ref.name.slice('refs/heads/'.length);
        return {
          name,
          commit: { sha, url: views.urls.repoApi(repo, `/commits/${sha}`) },
          protected: protectionOf(views.store, repo, name) !== undefined,
        };
      }),
  };
}
