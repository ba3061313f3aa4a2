import type { Context } from '../Context';
import { runEventView } from '../views/runViews';
import type { Views } from '../views/Views';
import type { UntoldRunEvent, WorkflowRun } from '../actionsModel';

/** How many runs may follow one another after the first, as published. */
const LONGEST_CHAIN = 3;

/**
 * Tells workflows of other workflows' runs (`workflow_run`). What follows a run is of the default branch, whatever
 * the run was of: its file, its commit, its ref.
 */
export class RunFollowers {
  readonly #context: Context;
  readonly #views: Views;
  readonly #underWay = new Set<Promise<void>>();

  constructor(context: Context, views: Views) {
    this.#context = context;
    this.#views = views;
  }

  /** Tells of a run as it is when this is called. */
  tell(run: WorkflowRun, action: string): void {
    const chain = (run.trigger.follows?.chain ?? 0) + 1;
    if (
      chain <= LONGEST_CHAIN &&
      this.#context.events.heard('workflowTrigger')
    ) {
      const id = `${run.id}/${run.runAttempt}/${action}`;
      const event = { id, run: { ...run }, action, chain };
      this.#context.store.untoldRunEvents.put(id, event);
      this.#begin(event);
    }
  }

  /** Tells what a GitHub before this one was killed before it had told. */
  tellUntold(): void {
    this.#context.store.untoldRunEvents
      .values()
      .forEach(event => this.#begin(event));
  }

  /** Resolves once all that was begun has been told. */
  async settled(): Promise<void> {
    await Promise.all([...this.#underWay]);
  }

  #begin(event: UntoldRunEvent): void {
    const work = this.#tell(event).finally(() => this.#underWay.delete(work));
    this.#underWay.add(work);
  }

  async #tell({ id, run, action, chain }: UntoldRunEvent): Promise<void> {
    const { events, git, notifier, store } = this.#context;
    const { repo, triggeringActor: sender } = run;
    const follows = {
      id: run.id,
      workflow: run.name,
      branch: run.headBranch,
      chain,
    };
    const special = await runEventView(this.#views, run, action);
    const branch = store.repositories.get(repo.toLowerCase())?.defaultBranch;
    const sha = branch && (await git(repo).refs.resolve(branch));
    if (sha) {
      events.emit('workflowTrigger', {
        repo,
        event: 'workflow_run',
        action,
        ref: `refs/heads/${branch}`,
        sha,
        headSha: sha,
        sender,
        changedFiles: [],
        follows,
        payload: notifier.payload(repo, sender, special),
      });
    }
    store.untoldRunEvents.delete(id);
  }
}
