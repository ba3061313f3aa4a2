import type { DeploymentReport } from '@plinth/plugin-environments-common';

/** A deployment report with the repository whose run sent it. */
export interface StoredDeployment {
  repository: string;
  /** Folders of the units that it concerns. */
  units: string[];
  report: DeploymentReport;
}

/** What pipeline runs report. */
export interface DeploymentStore {
  /**
   * Adds a report, or replaces the one with the same id. A report that is older than the stored one (running after
   * finished, or finished earlier) changes nothing; false then.
   */
  putDeployment(
    deployment: StoredDeployment,
    options: { at: Date },
  ): Promise<boolean>;
  /** The last deployment that included each unit, by unit. */
  lastDeployments(
    repository: string,
    units: string[],
  ): Promise<Map<string, DeploymentReport>>;
  /** The deployments of these commits, newest first. */
  deploymentsOfCommits(
    repository: string,
    shas: string[],
  ): Promise<DeploymentReport[]>;
  /** All deployments that included a unit, newest first. */
  deploymentsOf(repository: string, unit: string): Promise<DeploymentReport[]>;
}
