import type { Artifact, WorkflowRun } from '../actionsModel';
import { nodeId } from './nodeId';
import type { Json, Views } from './Views';

/** An artifact of a run. */
export function artifactView(
  views: Views,
  artifact: Artifact,
  { run, expired }: { run: WorkflowRun | undefined; expired: boolean },
): Json {
  const { id, repo } = artifact;
  const url = views.urls.repoApi(repo, `/actions/artifacts/${id}`);
  const repositoryId = views.store.repositories.get(repo.toLowerCase())?.id;
  return {
    id,
    node_id: nodeId('A', id),
    name: artifact.name,
    size_in_bytes: artifact.size,
    url,
    archive_download_url: `${url}/zip`,
    expired,
    digest: artifact.digest,
    created_at: artifact.createdAt,
    updated_at: artifact.createdAt,
    expires_at: artifact.expiresAt,
    workflow_run: run && {
      id: run.id,
      repository_id: repositoryId,
      head_repository_id: repositoryId,
      head_branch: run.headBranch,
      head_sha: run.headSha,
    },
  };
}
