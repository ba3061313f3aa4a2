import type { Context } from '../Context';
import { ZERO_SHA } from '../git/GitRefs';
import type { Pull } from '../model';
import { detailedPullView } from '../views/pullViews';
import type { Json, Views } from '../views/Views';
import type { Mergeability } from './Mergeability';

/** Actions whose workflows wait for approval when a run's own token caused them; others start none. */
const APPROVABLE = ['opened', 'synchronize', 'reopened'];

/** Tells webhooks and workflows what happens to pull requests. */
export class PullEvents {
  readonly #context: Context;
  readonly #views: Views;
  readonly #mergeability: Mergeability;
  readonly #underWay = new Set<Promise<void>>();

  constructor(context: Context, views: Views, mergeability: Mergeability) {
    this.#context = context;
    this.#views = views;
    this.#mergeability = mergeability;
  }

  /**
   * Sends the `pull_request` event with what its action adds, and starts workflows. Those that a run's own token
   * would start wait for approval, so that workflows do not start each other for ever.
   */
  async tell(
    pull: Pull,
    action: string,
    sender: string,
    { byRun, ...special }: { byRun?: boolean; [field: string]: unknown } = {},
  ): Promise<void> {
    const { events, notifier } = this.#context;
    const { repo, number } = pull;
    const ownToken = byRun ?? sender === 'github-actions[bot]';
    const triggers =
      events.heard('workflowTrigger') &&
      (!ownToken || APPROVABLE.includes(action));
    if (!triggers && !notifier.heard(repo, 'pull_request')) {
      return;
    }
    const payload: Json = {
      action,
      number,
      pull_request: detailedPullView(
        this.#views,
        pull,
        await this.#mergeability.details(pull),
      ),
      ...special,
    };
    notifier.notify(repo, 'pull_request', sender, () => payload);
    // A pull request that conflicts has no test merge, and starts no workflows; a closed one still may.
    const sha =
      pull.mergeCommitSha ?? (action === 'closed' ? pull.headSha : ZERO_SHA);
    if (triggers && sha !== ZERO_SHA) {
      const files = await this.#mergeability.files(pull);
      events.emit('workflowTrigger', {
        repo,
        event: 'pull_request',
        action,
        ref: `refs/pull/${number}/merge`,
        sha,
        headSha: pull.headSha,
        headRef: pull.headRef,
        baseRef: pull.baseRef,
        number,
        sender,
        ...(ownToken ? { needsApproval: true } : {}),
        changedFiles: files.flatMap(file => [
          file.path,
          ...(file.previousPath ? [file.previousPath] : []),
        ]),
        payload: notifier.payload(repo, sender, payload),
      });
    }
  }

  /** Like `tell`, for callers that do not wait. */
  tellLater(pull: Pull, action: string, sender: string, special: Json): void {
    const work = this.tell(pull, action, sender, special).finally(() =>
      this.#underWay.delete(work),
    );
    this.#underWay.add(work);
  }

  /** Resolves once all that was begun has been told. */
  async idle(): Promise<void> {
    await Promise.allSettled([...this.#underWay]);
  }
}
