import type {
  DeploymentReport,
  DeploymentReview,
} from '@plinth/plugin-environments-common';
import { rejectionOf } from '../../health/rejectionOf';
import type { LedgerFact } from '../../ledger/Ledger';
import type { StoredRun } from '../../store';

/**
 * The commits that a run has to deploy: its own, and those of the runs before it that were dropped, on which it catches up. What failed
 * is caught up on by none.
 *
 * @param runs - the newest first
 */
export function commitsOfRun(
  run: StoredRun,
  runs: readonly StoredRun[],
): string[] {
  const before = runs.slice(runs.findIndex(({ id }) => id === run.id) + 1);
  const end = before.findIndex(({ status }) => status !== 'cancelled');
  const dropped = end === -1 ? before : before.slice(0, end);
  return [run.commit, ...dropped.map(({ commit }) => commit)];
}

/** What is known of the units of a run. */
interface RunContext {
  /** Folders of the units that it concerns. */
  units: readonly string[];
  /** Stages by unit, after which reviewed environments are named; those of units that the catalog has not yet are missing. */
  stages: ReadonlyMap<string, string>;
  /** Of any of its commits. */
  reports: readonly DeploymentReport[];
  unitsOfCommits: ReadonlyMap<string, string[]>;
  /** Of the repository. */
  url: string;
}

/** What a run adds to the stories of the units that it concerns, beside what it reported itself. */
export function runFacts(run: StoredRun, context: RunContext): LedgerFact[] {
  const reports = context.reports.filter(({ id }) =>
    id.startsWith(`${run.id}-${run.attempt}-`),
  );
  return [
    ...reviewFacts(run, context, reports),
    ...endFacts(run, context, reports),
  ];
}

function common({ repository, id, commit }: StoredRun, { url }: RunContext) {
  return { repository, commit, url: `${url}/actions/runs/${id}` };
}

/**
 * GitHub keeps what reviewers of environments said, but not when: it was before the run changed last, and before what it was said of
 * began.
 */
function reviewFacts(
  run: StoredRun,
  context: RunContext,
  reports: readonly DeploymentReport[],
): LedgerFact[] {
  const seen = new Map<string, number>();
  return (run.reviews ?? []).flatMap(review => {
    const { environment, state, reviewer, comment } = review;
    const name = `${environment}/${state}/${reviewer}`;
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    const units = unitsIn(review, context);
    if (units.length === 0) {
      return [];
    }
    const begun = reports
      .filter(({ stacks }) => stacks.some(({ unit }) => units.includes(unit)))
      .map(({ startedAt }) => new Date(startedAt).toISOString());
    return [
      {
        ...common(run, context),
        key: `deployment-review:${run.repository}/${run.id}/${name}/${times}`,
        type:
          state === 'approved' ? 'deploymentApproved' : 'deploymentRejected',
        at: [run.updatedAt, ...begun].sort()[0],
        units,
        actor: reviewer,
        summary: `Deployment to ${environment} ${state} by ${reviewer}`,
        details: {
          environment,
          run: run.id,
          ...(comment ? { comment: comment.slice(0, 1000) } : {}),
        },
      } as const,
    ];
  });
}

/** A run that ended without telling of a unit itself: it broke off before, or somebody stopped it. */
function endFacts(
  run: StoredRun,
  context: RunContext,
  reports: readonly DeploymentReport[],
): LedgerFact[] {
  if (run.status !== 'failed' && run.status !== 'cancelled') {
    return [];
  }
  const rejected = [...new Set((run.reviews ?? []).map(r => r.environment))]
    .flatMap(environment => rejectionOf(run, environment) ?? [])
    .flatMap(review => unitsIn(review, context));
  const told = new Set([
    ...rejected,
    ...reports
      .filter(({ outcome }) => outcome !== 'running')
      .flatMap(({ stacks, commit }) =>
        stacks.length > 0
          ? stacks.map(({ unit }) => unit)
          : (context.unitsOfCommits.get(commit) ?? []),
      ),
  ]);
  const units = context.units.filter(unit => !told.has(unit));
  const failed = run.status === 'failed';
  return units.length === 0
    ? []
    : [
        {
          ...common(run, context),
          key: `run-${run.status}:${run.repository}/${run.id}-${run.attempt}`,
          type: failed ? 'runFailed' : 'runCancelled',
          at: run.updatedAt,
          units,
          summary: `Run ${run.id} ${failed ? 'failed' : 'was cancelled'} before it deployed ${run.commit.slice(0, 7)}`,
          details: { run: run.id, attempt: run.attempt },
        },
      ];
}

/** The units of a run that a review is about. */
function unitsIn(
  { environment }: DeploymentReview,
  { units, stages }: RunContext,
): string[] {
  return units.filter(
    unit => (stages.get(unit) ?? environment) === environment,
  );
}
