import type { DriftSummary, PipelineRun, SyncStatus } from '../types';
import { phraseOfPipeline } from './phraseOfPipeline';

/** A commit on main with its place in time. */
export interface CommitOnMain {
  sha: string;
  /** ISO 8601. */
  committedAt?: string;
}

/** What was read of one unit, as far as sync depends on it. */
export interface SyncFacts {
  /** One entry per stack that exists. */
  stacks: Array<{
    name: string;
    drift: DriftSummary;
    /** The commit that the stack's provenance names. */
    deployed?: CommitOnMain;
    /**
     * When somebody else than the pipeline deployed it since, ISO 8601.
     *
     * @default - nobody did
     */
    redeployedAt?: string;
  }>;
  /** Names of stacks that the unit should have and has not. */
  missingStacks: string[];
  /** The last commit on main that touched the unit. */
  merged?: CommitOnMain;
  /** Looks for the run that has to deploy it, or should have; asked only where something is behind. */
  pipeline?: () => PipelineRun | undefined;
}

/** Sync with its reason in words. */
export interface SyncAssessment {
  sync: SyncStatus;
  reason?: string;
  /** The run that has to deploy what is merged, or should have; undefined where nothing is behind. */
  pipeline?: PipelineRun;
}

/**
 * True when what is deployed contains the merged commit. Main only grows, so a commit of the same or a later time on
 * it contains the earlier ones; undefined when a time is missing.
 */
export function containsCommit(
  deployed: CommitOnMain,
  merged: CommitOnMain,
): boolean | undefined {
  if (deployed.sha === merged.sha) {
    return true;
  }
  if (!deployed.committedAt || !merged.committedAt) {
    return undefined;
  }
  return Date.parse(deployed.committedAt) >= Date.parse(merged.committedAt);
}

function behindReason(facts: SyncFacts): string | undefined {
  const { merged } = facts;
  if (!merged) {
    return undefined;
  }
  const short = merged.sha.slice(0, 7);
  if (facts.missingStacks.length > 0) {
    return `Commit ${short} is merged; ${facts.missingStacks.join(', ')} is not deployed.`;
  }
  const late = facts.stacks.find(
    s => s.deployed && containsCommit(s.deployed, merged) === false,
  );
  return late
    ? `Commit ${short} is merged; ${late.name} runs ${late.deployed?.sha.slice(0, 7)}.`
    : undefined;
}

/** How much of the stacks CloudFormation could check, in words: `5 of 8 resources checked`. */
export function driftCoverage(drifts: DriftSummary[]): string {
  const checked = drifts.reduce((sum, d) => sum + d.checkedResources, 0);
  const total = drifts.reduce((sum, d) => sum + d.totalResources, 0);
  return `${checked} of ${total} resources checked`;
}

/**
 * Whether what runs is what main says. Drift outranks Behind, since a deployment does not repair it by itself. A unit
 * is InSync only when every stack was checked and had something to check: CloudFormation reports IN_SYNC for a stack
 * in which it can check nothing.
 */
export function assessSync(facts: SyncFacts): SyncAssessment {
  const late = behindReason(facts);
  const pipeline = late ? facts.pipeline?.() : undefined;
  return pipeline
    ? { ...compare(facts, `${late} ${phraseOfPipeline(pipeline)}`), pipeline }
    : compare(facts, late);
}

function compare(
  facts: SyncFacts,
  behind: string | undefined,
): Omit<SyncAssessment, 'pipeline'> {
  const drifts = facts.stacks.map(s => s.drift);

  const drifted = facts.stacks.filter(s => s.drift.status === 'DRIFTED');
  if (drifted.length > 0) {
    const what = drifted.map(
      s =>
        `${s.name} (${s.drift.driftedResources ?? 'some'} of ${s.drift.totalResources} resources)`,
    );
    return {
      sync: 'Drifted',
      reason: `Changed outside the pipeline: ${what.join(', ')}.${behind ? ` ${behind}` : ''}`,
    };
  }
  const redeployed = facts.stacks.find(stack => stack.redeployedAt);
  if (redeployed) {
    return {
      sync: 'Drifted',
      reason: `${redeployed.name} was deployed outside the pipeline at ${redeployed.redeployedAt}, so main does not say what it is; the audit trail says who did it.${behind ? ` ${behind}` : ''}`,
    };
  }
  if (behind) {
    return { sync: 'Behind', reason: behind };
  }
  if (facts.stacks.length === 0) {
    return { sync: 'Unknown', reason: 'There is no stack to compare.' };
  }
  const unchecked = facts.stacks.find(s => s.drift.status === 'NOT_CHECKED');
  if (unchecked) {
    return {
      sync: 'Unknown',
      reason: unchecked.drift.reason
        ? `${unchecked.name} could not be checked for drift: ${unchecked.drift.reason}`
        : `${unchecked.name} was not checked for drift yet.`,
    };
  }
  const blind = facts.stacks.find(
    s => s.drift.status === 'UNKNOWN' || s.drift.checkedResources === 0,
  );
  if (blind) {
    return {
      sync: 'Unknown',
      reason: `CloudFormation can check nothing in ${blind.name} for drift.`,
    };
  }
  const unexplained = facts.stacks.find(
    s =>
      facts.merged &&
      (!s.deployed || containsCommit(s.deployed, facts.merged) === undefined),
  );
  if (unexplained) {
    return {
      sync: 'Unknown',
      reason: unexplained.deployed
        ? `${unexplained.name} runs commit ${unexplained.deployed.sha.slice(0, 7)}, which was not found on main.`
        : `${unexplained.name} does not say which commit it was made from.`,
    };
  }
  return { sync: 'InSync', reason: `${driftCoverage(drifts)}.` };
}
