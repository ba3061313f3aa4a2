import type { Commit, PipelineRun } from '@plinth/plugin-environments-common';
import type { RepositoryConfig } from '../config/EnvironmentsConfig';
import { rejectionOf } from './rejectionOf';
import type { StoredRun } from '../store';
import { commitLink, runLink } from './links';

const ACTIVE: ReadonlyArray<StoredRun['status']> = [
  'queued',
  'running',
  'waiting',
];

/**
 * The run that has to deploy a merged commit, or should have: the one that the commit started. Where that was dropped, or left the commit
 * to another, it is a later one, which catches up: one that goes on before one that is over. What failed is caught up on by none.
 */
export function pipelineOf(
  merged: Commit,
  options: {
    /** The newest first. */
    runs: StoredRun[];
    repository: RepositoryConfig;
    /** Of the unit, which its reviewed environment is named after: a run that waits in another does not wait for this unit. */
    stage: string | undefined;
    commits: ReadonlyMap<string, Commit>;
  },
): PipelineRun | undefined {
  const { repository, stage, commits } = options;
  const waits = (run: StoredRun) =>
    run.waitingFor.filter(each => each.environment === stage);
  const isOver = (run: StoredRun) => !ACTIVE.includes(run.status);
  const goesOn = (run: StoredRun) =>
    !isOver(run) && (run.status !== 'waiting' || waits(run).length > 0);
  const own = options.runs.find(run => run.commit === merged.sha);
  const candidates =
    own && (goesOn(own) || own.status === 'failed')
      ? [own]
      : options.runs.filter(run =>
          // GitHub counts runs up, while several may begin in one second.
          own
            ? Number(run.id) >= Number(own.id)
            : merged.committedAt !== undefined &&
              Date.parse(run.createdAt) >= Date.parse(merged.committedAt),
        );
  const run = candidates.find(goesOn) ?? candidates.find(isOver);
  if (!run || run.status === 'succeeded') {
    return undefined;
  }
  const isRejected = run.status === 'failed' && rejectionOf(run, stage);
  const reviews = (run.reviews ?? []).filter(
    ({ environment }) => environment === stage,
  );
  return {
    status: isRejected ? 'rejected' : run.status,
    run: runLink(repository, run.id),
    commit: commitLink(repository, run.commit, commits),
    since: run.updatedAt,
    ...(run.status === 'waiting' ? { waitingFor: waits(run) } : {}),
    ...(reviews.length > 0 ? { reviews } : {}),
  };
}
