import type { Commit, PipelineRun } from '@plinth/plugin-environments-common';
import type { RepositoryConfig } from '../config/EnvironmentsConfig';
import type { StoredRun } from '../store';
import { commitLink, runLink } from './links';

const ACTIVE: ReadonlyArray<StoredRun['status']> = [
  'queued',
  'running',
  'waiting',
];

/**
 * The run that has to deploy a merged commit: the one that the commit started; where that is over, a later one that goes on, since each
 * catches up on what others left; else the last of those that are over, unless it succeeded.
 */
export function pipelineOf(
  merged: Commit,
  options: {
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
  const own = options.runs.find(run => run.commit === merged.sha);
  // GitHub counts runs up, while several may begin in one second.
  const since = options.runs
    .filter(run =>
      own
        ? Number(run.id) >= Number(own.id)
        : merged.committedAt !== undefined &&
          Date.parse(run.createdAt) >= Date.parse(merged.committedAt),
    )
    .sort((a, b) => Number(b.id) - Number(a.id));
  const active = since.filter(
    run =>
      ACTIVE.includes(run.status) &&
      (run.status !== 'waiting' || waits(run).length > 0),
  );
  const ended = since.filter(run => !ACTIVE.includes(run.status));
  const run =
    active.find(each => each.commit === merged.sha) ?? active[0] ?? ended[0];
  if (!run || run.status === 'succeeded') {
    return undefined;
  }
  return {
    status: run.status,
    run: runLink(repository, run.id),
    commit: commitLink(repository, run.commit, commits),
    since: run.updatedAt,
    ...(run.status === 'waiting' ? { waitingFor: waits(run) } : {}),
  };
}
