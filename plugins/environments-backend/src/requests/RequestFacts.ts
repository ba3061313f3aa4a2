import type {
  DeploymentReport,
  Health,
  PipelineRun,
  RequestUnit,
} from '@plinth/plugin-environments-common';
import type { RepositoryConfig } from '../config/EnvironmentsConfig';
import type { StoredPlan, StoredPullRequest } from '../store';

/** What became of a request in one unit. */
export interface UnitFacts extends RequestUnit {
  /** The deployment of the merge commit, else the first of a later one. */
  report?: DeploymentReport;
  /** Whether what runs is what main says, though no run told that it deployed it. */
  deployed?: boolean;
  /** The run that has to deploy the merge commit, or should have. */
  pipeline?: PipelineRun;
  /** As of now; undefined where the catalog has no such unit. */
  health?: Health;
}

/** All that a request is judged by. */
export interface RequestFacts {
  repository: RepositoryConfig;
  pull: StoredPullRequest;
  /** Of the pull request, the oldest first. */
  plans: readonly StoredPlan[];
  units: readonly UnitFacts[];
}
