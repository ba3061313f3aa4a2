import type { DeploymentReport } from '@plinth/plugin-environments-common';
import type { Span } from './spans';

/** A deployment report with the repository whose run sent it. */
export interface StoredDeployment {
  repository: string;
  /** Folders of the units that it concerns. */
  units: string[];
  report: DeploymentReport;
}

/** What a deployment was of. */
export type DeployedChange = Pick<DeploymentReport, 'commit' | 'pullRequest'>;

/** What facts of one change have in common. */
export interface ChangeNames {
  pullRequests: readonly number[];
  /** Whole commits; the token of an operation says the first 12 digits. */
  commits: readonly string[];
  /** First digits of commits, where no more is known. */
  prefixes: readonly string[];
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
  /** What the newest deployments that included each unit were of, so many of each, by unit. */
  recentlyDeployed(
    repository: string,
    units: readonly string[],
    options: { limit: number },
  ): Promise<Map<string, DeployedChange[]>>;
  /** The deployments of these commits, newest first. */
  deploymentsOfCommits(
    repository: string,
    shas: string[],
  ): Promise<DeploymentReport[]>;
  /**
   * Makes all deployments of a unit findable by what they are of: while an upgrade rolls, the version before stores some that
   * are not.
   */
  link(repository: string, unit: string): Promise<void>;
  /**
   * The newest deployments that included a unit, none that began after `until`, ISO 8601, or does not stand before a position; the newest
   * first, and those of one time by their ids.
   */
  deploymentsOf(
    repository: string,
    unit: string,
    options: {
      until?: string;
      before?: { at: string; id: string };
      limit: number;
    },
  ): Promise<DeploymentReport[]>;
  /** A deployment that included a unit; undefined if there is none with this id. */
  deployment(
    repository: string,
    unit: string,
    id: string,
  ): Promise<DeploymentReport | undefined>;
  /** Deployments that included a unit and began within any of these stretches, in any order. */
  deploymentsWithin(
    repository: string,
    unit: string,
    spans: readonly Span[],
  ): Promise<DeploymentReport[]>;
  /**
   * Deployments that included a unit and are of any of these commits or pull requests, in any order; none that began within the
   * stretches of `except`.
   */
  deploymentsNaming(
    repository: string,
    unit: string,
    names: ChangeNames,
    options: { except: readonly Span[] },
  ): Promise<DeploymentReport[]>;
  /** The first deployment of a unit that had to do with a stack; undefined if none had. */
  firstDeploymentOf(
    repository: string,
    unit: string,
    stackName: string,
  ): Promise<DeploymentReport | undefined>;
}
