import type { SandboxClock } from '../../clock';
import type { WorkflowRun } from '../../github';
import type { Dictionary } from '../expressions';
import type { RunnerHost } from '../RunnerHost';
import type { Job, Workflow } from '../workflow';

/** One job that is ready to run, with the values its expressions may use. */
export interface JobAssignment {
  readonly run: WorkflowRun;
  readonly workflow: Workflow;
  readonly job: Job;
  /** The job in GitHub's store. */
  readonly jobId: number;
  readonly environment?: string;
  readonly inputs: Dictionary;
  readonly needs: Dictionary;
  readonly matrix: Dictionary;
  readonly strategy: Dictionary;
}

/** What jobs run on. */
export interface Machine {
  readonly host: RunnerHost;
  readonly clock: SandboxClock;
  /** Folder of the runner's own; jobs lie below it. */
  readonly workDir: string;
  readonly awsUrl?: string;
  readonly portalUrl?: string;
  /** Dependencies of repositories lie in folders above the workspaces: workflows need not install them. */
  readonly preinstalled: boolean;
  /** Further variables for every step. */
  readonly env?: Readonly<Record<string, string>>;
}

/** How a job ended, and what it hands on. */
export interface JobOutcome {
  readonly result: 'success' | 'failure' | 'cancelled';
  readonly outputs: Readonly<Record<string, string>>;
}
