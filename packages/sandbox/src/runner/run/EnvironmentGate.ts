import type { DeploymentReview, WorkflowRun } from '../../github';
import type { RunnerHost } from '../RunnerHost';
import { matchesPattern } from '../workflow';

/** What became of a job's wish to use an environment. */
export type GateAnswer =
  { state: 'open' } | { state: 'refused'; reason: string } | { state: 'gone' };

/**
 * Holds jobs back until a required reviewer has let their run use an environment. The wish and the answer are in
 * GitHub's store, so a runner that starts again asks nobody twice.
 */
export class EnvironmentGate {
  readonly #host: RunnerHost;

  constructor(host: RunnerHost) {
    this.#host = host;
  }

  /** Resolves when the environment is open or refused; `gone` when the signal came first. */
  async pass(
    run: WorkflowRun,
    environment: string,
    options: { signal: AbortSignal; waits: () => void },
  ): Promise<GateAnswer> {
    const { actions } = this.#host;
    const { reviewers, branches, branchesOnly } = actions.environment(
      run.repo,
      environment,
    );
    const branch = run.trigger.ref.replace(/^refs\/(?:heads|tags)\//, '');
    if (branchesOnly && !matchesPattern(branch, branches)) {
      return {
        state: 'refused',
        reason: `Branch "${branch}" is not allowed to deploy to ${environment} due to environment protection rules.`,
      };
    }
    if (reviewers.length === 0) {
      return { state: 'open' };
    }
    const known = actions
      .pendingDeployments(run.id)
      .find(
        each =>
          each.environment === environment && each.since >= run.runStartedAt,
      );
    if (known && known.state !== 'waiting') {
      return answerOf({
        environment,
        state: known.state,
        reviewer: known.reviewer ?? '',
        comment: known.comment ?? '',
      });
    }
    if (options.signal.aborted) {
      return { state: 'gone' };
    }
    const stop = new AbortController();
    try {
      const answer = new Promise<GateAnswer>(resolve => {
        options.signal.addEventListener(
          'abort',
          () => resolve({ state: 'gone' }),
          { signal: stop.signal },
        );
        const stopListening = this.#host.events.on(
          'deploymentReview',
          review => {
            if (review.runId === run.id && review.environment === environment) {
              resolve(answerOf(review));
            }
          },
        );
        stop.signal.addEventListener('abort', stopListening);
      });
      options.waits();
      if (!known) {
        actions.requestReview(run.id, environment);
      }
      return await answer;
    } finally {
      stop.abort();
    }
  }
}

function answerOf(
  review: Pick<
    DeploymentReview,
    'environment' | 'state' | 'reviewer' | 'comment'
  >,
): GateAnswer {
  return review.state === 'approved'
    ? { state: 'open' }
    : {
        state: 'refused',
        reason: `${review.reviewer} rejected the deployment to ${review.environment}${review.comment && `: ${review.comment}`}`,
      };
}
