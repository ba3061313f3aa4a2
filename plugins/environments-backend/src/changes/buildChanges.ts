import type {
  Change,
  Commit,
  DeploymentReport,
} from '@plinth/plugin-environments-common';
import type { RepositoryConfig } from '../config/EnvironmentsConfig';
import type { LedgerEntry } from '../ledger/Ledger';
import type { StoredPlan, StoredPullRequest } from '../store';
import { describeStory } from './describeStory';
import { newestFirst } from './pageChanges';
import { tellStories } from './tellStories';

/** What the stories of one unit are joined from. */
export interface ChangeSources {
  repository: RepositoryConfig;
  unit: string;
  /** Entries of the ledger that concern the unit, in any order. */
  entries: LedgerEntry[];
  pullRequests: ReadonlyMap<number, StoredPullRequest>;
  /** Plans of these pull requests, in any order. */
  plans: readonly StoredPlan[];
  /** Reports of runs that deployed the unit, in any order. */
  deployments: DeploymentReport[];
  commits: ReadonlyMap<string, Commit>;
}

/** The audit trail of a unit, newest first: one change per merge commit, per open or closed pull request, per edit. */
export function buildChanges(sources: ChangeSources): Change[] {
  return tellStories(sources)
    .map(story => describeStory(story, sources))
    .sort(newestFirst);
}
