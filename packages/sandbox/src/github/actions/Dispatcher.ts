import type { Context } from '../Context';
import { GitHubError } from '../GitHubError';
import type { ActionsStore } from '../actionsModel';
import { isDispatchable } from './readWorkflow';
import type { Workflows } from './Workflows';

/** Starts workflows by hand. */
export class Dispatcher {
  readonly #context: Context;
  readonly #workflows: Workflows;

  constructor(context: Context, workflows: Workflows) {
    this.#context = context;
    this.#workflows = workflows;
  }

  async dispatch(
    options: Parameters<ActionsStore['dispatch']>[0],
  ): Promise<void> {
    const { repo, workflow, inputs, actor } = options;
    const git = this.#context.git(repo);
    const ref = await this.#fullRef(repo, options.ref);
    const sha = await git.refs.resolve(ref);
    if (!sha) {
      throw new GitHubError(422, `No ref found for: ${options.ref}`);
    }
    const text = (await this.#workflows.files(repo, sha)).get(workflow);
    if (text === undefined) {
      throw GitHubError.notFound();
    }
    if (!isDispatchable(text)) {
      throw new GitHubError(
        422,
        "Workflow does not have 'workflow_dispatch' trigger",
      );
    }
    const special = { inputs, ref, workflow };
    this.#context.notifier.notify(
      repo,
      'workflow_dispatch',
      actor,
      () => special,
    );
    this.#context.events.emit('workflowTrigger', {
      repo,
      event: 'workflow_dispatch',
      ref,
      sha,
      headSha: sha,
      sender: actor,
      changedFiles: [],
      workflow,
      inputs,
      payload: this.#context.notifier.payload(repo, actor, special),
    });
  }

  /** The full name of a ref; a branch goes before a tag of the same name. */
  async #fullRef(repo: string, name: string): Promise<string> {
    if (name.startsWith('refs/')) {
      return name;
    }
    const git = this.#context.git(repo);
    const tag =
      !(await git.refs.get(`refs/heads/${name}`)) &&
      (await git.refs.get(`refs/tags/${name}`));
    return tag ? tag.name : `refs/heads/${name}`;
  }
}
