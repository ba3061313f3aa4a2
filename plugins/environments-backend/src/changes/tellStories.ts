import type { DeploymentReport } from '@plinth/plugin-environments-common';
import type { LedgerEntry } from '../ledger/Ledger';
import type { ChangeSources } from './buildChanges';
import { Outsiders } from './Outsiders';
import { Stories, Story } from './Stories';

/** The pipeline reports a moment after CloudFormation is done, and begins a moment before. */
const SLACK_MS = 60_000;
const DAY_MS = 86_400_000;

/** How a run dealt with the stack of an event; undefined if it did not. */
function stackIn(report: DeploymentReport, entry: LedgerEntry) {
  return report.stacks.find(
    ({ stackName }) => stackName === entry.details?.stack,
  );
}

/** When a run was done with the stack of an event; undefined while it is not. */
function endOf(
  report: DeploymentReport,
  entry: LedgerEntry,
): string | undefined {
  return stackIn(report, entry)?.finishedAt ?? report.finishedAt;
}

/** True when a stack event falls into the time in which a run worked on its stack. */
function covers(report: DeploymentReport, entry: LedgerEntry): boolean {
  const stack = stackIn(report, entry);
  if (!stack || stack.outcome === 'unchanged') {
    return false;
  }
  const at = Date.parse(entry.at);
  const from = Date.parse(stack.startedAt ?? report.startedAt);
  const until = endOf(report, entry);
  return (
    at >= from - SLACK_MS &&
    (until === undefined || at <= Date.parse(until) + SLACK_MS)
  );
}

/** True when a run was done with the stack of an event before it: what came after was not its doing. */
function endedBefore(report: DeploymentReport, entry: LedgerEntry): boolean {
  const until = stackIn(report, entry) && endOf(report, entry);
  return (
    until !== undefined && Date.parse(until) + SLACK_MS < Date.parse(entry.at)
  );
}

/**
 * The story of an event of a stack: of the call outside the pipeline that began the operation; else of the commit that its token
 * begins with, since runs may follow each other within a moment; without a token, of the last run that covers it, and else of
 * the one that the stack says it was made from. Where that run was done with the stack already, somebody else deployed it, who
 * left what the stack says as it was.
 */
function storyOfOperation(
  entry: LedgerEntry,
  deployments: DeploymentReport[],
  stories: Stories,
  outsiders: Outsiders,
): Story | undefined {
  const called = outsiders.storyOf(entry);
  if (called) {
    return called;
  }
  const prefix = entry.details?.commitPrefix;
  const told =
    typeof prefix === 'string'
      ? stories.commitLike(prefix)
      : deployments.filter(report => covers(report, entry)).at(-1)?.commit;
  if (told !== undefined) {
    return stories.ofCommit(told);
  }
  const ended = deployments.filter(report => endedBefore(report, entry));
  const said = entry.commit;
  if (
    said !== undefined &&
    // Whoever may change a stack may write any commit into it.
    stories.knows(said) &&
    !ended.some(({ commit }) => commit === said)
  ) {
    return stories.ofCommit(said);
  }
  const last =
    said === undefined
      ? stories.lastBefore(entry.at, { withinMs: DAY_MS })
      : undefined;
  if (last && !last.deployments.some(report => ended.includes(report))) {
    return last;
  }
  // Before the first report of a run nobody can say that the pipeline did not do it.
  return ended.length > 0 || said !== undefined
    ? stories.ofOperation(outsiders.operationOf(entry))
    : undefined;
}

function storyOf(entry: LedgerEntry, stories: Stories): Story | undefined {
  if (entry.commit !== undefined) {
    return stories.ofCommit(entry.commit, entry.pullRequest);
  }
  return entry.pullRequest === undefined
    ? undefined
    : stories.ofPull(entry.pullRequest);
}

/**
 * Puts the facts of a unit together to stories: one for each merge commit, for each pull request that is open or closed,
 * and for each edit outside the pipeline. Facts may come in any order. Merges are told first, for they tie pull requests
 * to commits, then what runs reported, then edits and all else, and at last the events of stacks, which any of these may have
 * caused; within each, the oldest first.
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
    stories
      .ofCommit(report.commit, report.pullRequest)
      .deployments.push(report);
  }
  const outsiders = new Outsiders(entries);
  for (const entry of entries) {
    if (entry.type === 'consoleEdit') {
      const story = stories.add({ outOfBand: true });
      outsiders.add(entry, story);
      told.set(entry, story);
    } else if (entry.type !== 'merged' && entry.type !== 'stackEvent') {
      told.set(entry, storyOf(entry, stories));
    }
  }
  for (const entry of entries.filter(({ type }) => type === 'stackEvent')) {
    told.set(entry, storyOfOperation(entry, deployments, stories, outsiders));
  }
  for (const entry of entries) {
    told.get(entry)?.entries.push(entry);
  }
  return stories.all;
}
