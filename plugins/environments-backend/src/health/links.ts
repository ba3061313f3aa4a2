import type {
  Commit,
  DeploymentReport,
  DeploymentSummary,
  Provenance,
  PullRequestLink,
  RunLink,
} from '@plinth/plugin-environments-common';
import type { RepositoryConfig } from '../config/EnvironmentsConfig';
import type { StackProvenance } from '../store';
import { outcomeOfUnit } from './outcomeOfUnit';

/** A commit with its link; what is not stored of it is left out. */
export function commitLink(
  repository: RepositoryConfig,
  sha: string,
  known?: ReadonlyMap<string, Commit>,
): Commit {
  return known?.get(sha) ?? { sha, url: `${repository.url}/commit/${sha}` };
}

/** A pull request with its link. */
export function pullRequestLink(
  repository: RepositoryConfig,
  number: number,
  title?: string,
): PullRequestLink {
  return {
    number,
    url: `${repository.url}/pull/${number}`,
    ...(title ? { title } : {}),
  };
}

/** Where a commit has the file of a unit that makes its stacks. */
export function sourceUrl(
  repository: RepositoryConfig,
  sha: string,
  unit: string,
): string {
  return `${repository.url}/blob/${sha}/${encodeURI(unit)}/stack.ts`;
}

/** A run of GitHub Actions with its link. */
export function runLink(repository: RepositoryConfig, id: string): RunLink {
  return { id, url: `${repository.url}/actions/runs/${id}` };
}

/** What a stack was made from, with links. */
export function provenanceLinks(
  repository: RepositoryConfig,
  provenance: StackProvenance,
  commits: ReadonlyMap<string, Commit>,
): Provenance {
  return {
    commit: commitLink(repository, provenance.commit, commits),
    ...(provenance.pullRequest
      ? { pullRequest: pullRequestLink(repository, provenance.pullRequest) }
      : {}),
    ...(provenance.run ? { run: runLink(repository, provenance.run) } : {}),
    ...(provenance.planHash ? { planHash: provenance.planHash } : {}),
  };
}

/** The part of a deployment that concerns one unit: other units of the same run do not count. */
export function deploymentOfUnit(
  repository: RepositoryConfig,
  report: DeploymentReport,
  unit: string,
  commits: ReadonlyMap<string, Commit>,
): DeploymentSummary {
  const { outcome, reason } = outcomeOfUnit(report, unit);
  return {
    id: report.id,
    outcome,
    commit: commitLink(repository, report.commit, commits),
    ...(report.pullRequest
      ? { pullRequest: pullRequestLink(repository, report.pullRequest) }
      : {}),
    run: runLink(repository, report.runId),
    startedAt: report.startedAt,
    ...(report.finishedAt ? { finishedAt: report.finishedAt } : {}),
    ...(reason ? { reason } : {}),
  };
}
