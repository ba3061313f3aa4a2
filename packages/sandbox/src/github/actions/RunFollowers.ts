import type { Context } from '../Context';
import { runEventView } from '../views/runViews';
import type { Views } from '../views/Views';
import type { WorkflowRun } from '../actionsModel';

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
    const before = run.trigger.follows?.chain ?? 0;
    if (
      before >= LONGEST_CHAIN ||
      !this.#context.events.heard('workflowTrigger')
    ) {
      return;
    }
    const work = this.#tell(run, action, before + 1).finally(() =>
      this.#underWay.delete(work),
    );
    this.#underWay.add(work);
  }

  /** Resolves once all that was begun has been told. */
  async settled(): Promise<void> {
    await Promise.all([...this.#underWay]);
  }

  async #tell(run: WorkflowRun, action: string, chain: number): Promise<void> {
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
  }
}
