/**
 * The half of this package that speaks to GitHub: a client, the repository as it is there, and what is written to it.
 *
 * @packageDocumentation
 */
export { createGithubClient } from './github/createGithubClient';
export type { GithubClientOptions } from './github/createGithubClient';
export { InfrastructureRepository } from './github/InfrastructureRepository';
export { missingPermission } from './github/missingPermission';
export { noReplyAddress } from './github/noReplyAddress';
export { ObjectCache } from './github/ObjectCache';
export {
  environmentFaults,
  PLAN_STATUS,
  protectionFaults,
} from './github/protectionFaults';
export { PullRequestOnce } from './github/PullRequestOnce';
export type {
  Change,
  Checkpoint,
  PullFound,
  Signature,
  WantedPull,
} from './github/PullRequestOnce';
export { readReviews } from './github/readReviews';
export type { PullAddress, ReviewFacts } from './github/readReviews';
export { RepositoryProtection } from './github/RepositoryProtection';
export type {
  BranchBypass,
  BranchProtection,
  EnvironmentProtection,
  ReviewRules,
} from './github/RepositoryProtection';
export type { RequestPull } from './github/RequestPull';
export { Snapshot } from './github/Snapshot';
export type { CommitFacts } from './github/Snapshot';
export { isNotFound, statusOf } from './github/statusOf';
export { understandable } from './github/understandable';
