import type {
  Commit,
  DeploymentReport,
} from '@plinth/plugin-environments-common';
import type { LedgerEntry } from '../ledger/Ledger';
import { Outsiders } from './Outsiders';
import { REACH_MS, SLACK_MS } from './spans';
import { Stories, Story } from './Stories';

/** What the stories of one unit are joined from. */
export interface FactsOfUnit {
  /** Entries of the ledger that concern the unit, in any order. */
  readonly entries: readonly LedgerEntry[];
  /** Reports of runs that deployed the unit, in any order. */
  readonly deployments: readonly DeploymentReport[];
  /** Commits on the branch that these name. */
  readonly commits: ReadonlyMap<string, Commit>;
}

/** What a run did with a stack; it did nothing any more after a day, whatever it failed to report. */
interface StackRun {
  report: DeploymentReport;
  /** Milliseconds since 1970. */
  from: number;
  until: number;
  changed: boolean;
}

/** Runs by the names of their stacks, the oldest first. */
class StackRuns {
  readonly #byStack = new Map<string, StackRun[]>();

  constructor(deployments: readonly DeploymentReport[]) {
    for (const report of deployments) {
      for (const stack of report.stacks) {
        const runs = this.#byStack.get(stack.stackName) ?? [];
        this.#byStack.set(stack.stackName, runs);
        const latest = Date.parse(report.startedAt) + REACH_MS;
        const told = Date.parse(stack.finishedAt ?? report.finishedAt ?? '');
        runs.push({
          report,
          from: Date.parse(stack.startedAt ?? report.startedAt),
          until: told < latest ? told : latest,
          changed: stack.outcome !== 'unchanged',
        });
      }
    }
  }

  /** The last run that worked on the stack of an event when it happened. */
  covering(entry: LedgerEntry): DeploymentReport | undefined {
    const at = Date.parse(entry.at);
    return this.#of(entry).findLast(
      ({ changed, from, until }) =>
        changed && at >= from - SLACK_MS && at <= until + SLACK_MS,
    )?.report;
  }

  /** Those that were done with the stack of an event before it: what came after was not their doing. */
  endedBefore(entry: LedgerEntry): DeploymentReport[] {
    const at = Date.parse(entry.at);
    return this.#of(entry)
      .filter(({ until }) => until + SLACK_MS < at)
      .map(({ report }) => report);
  }

  #of(entry: LedgerEntry): readonly StackRun[] {
    return this.#byStack.get(String(entry.details?.stack)) ?? [];
  }
}

/**
 * The story of an event of a stack: of the call outside the pipeline that began the operation; else of the commit that its token
 * begins with, since runs may follow each other within a moment; without a token, of the last run that covers it, and else of
 * the one that the stack says it was made from. Where that run was done with the stack already, somebody else deployed it, who
 * left what the stack says as it was.
 */
function storyOfOperation(
  entry: LedgerEntry,
  runs: StackRuns,
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
      : runs.covering(entry)?.commit;
  if (told !== undefined) {
    return stories.ofCommit(told);
  }
  const ended = runs.endedBefore(entry);
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
      ? stories.lastBefore(entry.at, { withinMs: REACH_MS })
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
export function tellStories(sources: FactsOfUnit): Story[] {
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
  const runs = new StackRuns(deployments);
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
    told.set(entry, storyOfOperation(entry, runs, stories, outsiders));
  }
  for (const entry of entries) {
    told.get(entry)?.entries.push(entry);
  }
  return stories.all;
}
