import type { PlanBinding } from '@plinth/plugin-environments-common';

/** A plan of a pull request's head, as a run of the trusted workflow reported it. */
export interface StoredPlan {
  repository: string;
  pullRequest: number;
  headCommit: string;
  hash: string;
  outcome: 'passed' | 'failed';
  /** By the portal's clock. */
  recordedAt: string;
  runId: string;
  runAttempt: number;
  binding?: PlanBinding;
}

/** Plans in the order in which they came; none is ever changed. */
export interface PlanStore {
  addPlan(plan: StoredPlan): Promise<void>;
  /** Plans of pull requests, of all of their heads; the oldest first. */
  plansOf(repository: string, pullRequests: number[]): Promise<StoredPlan[]>;
}
