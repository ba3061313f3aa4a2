import type { DeploymentReport } from '@plinth/plugin-environments-common';
import type { LedgerEntry } from '../ledger/Ledger';
import type { ChangeSources } from './buildChanges';
import { Stories, Story } from './Stories';

/** The pipeline reports a moment after CloudFormation is done, and begins a moment before. */
const SLACK_MS = 60_000;
const DAY_MS = 86_400_000;

/** True when a stack event falls into the time in which a run worked on its stack. */
function covers(report: DeploymentReport, entry: LedgerEntry): boolean {
  const stack = report.stacks.find(
    ({ stackName }) => stackName === entry.details?.stack,
  );
  if (!stack) {
    return false;
  }
  const at = Date.parse(entry.at);
  const from = Date.parse(stack.startedAt ?? report.startedAt);
  const until = stack.finishedAt ?? report.finishedAt;
  return (
    at >= from - SLACK_MS &&
    (until === undefined || at <= Date.parse(until) + SLACK_MS)
  );
}

/**
 * The commit that a stack operation deploys: the one that its token begins with, since runs may follow each other within
 * a moment; without a token, that of the last run that covers it, and else the one that the stack says it was made from.
 */
function commitOfOperation(
  entry: LedgerEntry,
  deployments: DeploymentReport[],
  stories: Stories,
): string | undefined {
  const prefix = entry.details?.commitPrefix;
  const told =
    typeof prefix === 'string'
      ? stories.commitLike(prefix)
      : deployments.filter(report => covers(report, entry)).at(-1)?.commit;
  return told ?? entry.commit;
}

function storyOf(
  entry: LedgerEntry,
  deployments: DeploymentReport[],
  stories: Stories,
): Story | undefined {
  if (entry.type === 'consoleEdit') {
    return stories.add({ outOfBand: true });
  }
  const isOperation = entry.type === 'stackEvent';
  const commit = isOperation
    ? commitOfOperation(entry, deployments, stories)
    : entry.commit;
  if (commit !== undefined) {
    return stories.ofCommit(commit, entry.at);
  }
  if (isOperation) {
    return stories.lastBefore(entry.at, { withinMs: DAY_MS });
  }
  return entry.pullRequest === undefined
    ? undefined
    : stories.ofPull(entry.pullRequest);
}

/**
 * Puts the facts of a unit together to stories: one for each merge commit, for each pull request that is open or closed,
 * and for each edit outside the pipeline. Facts may come in any order. Merges are told first, for they tie pull requests
 * to commits, then what runs reported, and then all the rest; within each, the oldest first.
 */
export function tellStories(sources: ChangeSources): Story[] {
  const stories = new Stories(sources.commits);
  const entries = [...sources.entries].sort(
    (a, b) => Date.parse(a.at) - Date.parse(b.at) || a.seq - b.seq,
  );
  const deployments = [...sources.deployments].sort(
    (a, b) => Date.parse(a.startedAt) - Date.parse(b.startedAt),
  );
  const told = new Map<LedgerEntry, Story | undefined>();
  for (const entry of entries.filter(({ type }) => type === 'merged')) {
    told.set(entry, stories.ofMerge(entry));
  }
  for (const report of deployments) {
    stories.ofCommit(report.commit, report.startedAt).deployments.push(report);
  }
  for (const entry of entries.filter(({ type }) => type !== 'merged')) {
    told.set(entry, storyOf(entry, deployments, stories));
  }
  for (const entry of entries) {
    told.get(entry)?.entries.push(entry);
  }
  return stories.all;
}
