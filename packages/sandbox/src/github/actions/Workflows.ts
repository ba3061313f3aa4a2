import type { Context } from '../Context';
import type { Store } from '../store/Store';
import type { Workflow } from '../actionsModel';
import { workflowName } from './readWorkflow';

const FOLDER = '.github/workflows';

/** The workflow files of repositories. */
export class Workflows {
  readonly #context: Context;
  readonly #store: Store;

  constructor(context: Context) {
    this.#context = context;
    this.#store = context.store;
  }

  /** Those on the default branch. */
  async list(repo: string): Promise<Workflow[]> {
    const git = this.#context.git(repo);
    const branch = this.#store.repositories.get(
      repo.toLowerCase(),
    )?.defaultBranch;
    const sha = branch && (await git.refs.resolve(branch));
    if (!sha) {
      return [];
    }
    const files = await this.files(repo, sha);
    return [...files].map(([path, text]) => ({
      id: this.idOf(repo, path),
      name: workflowName(text) ?? path,
      path,
    }));
  }

  /** Texts of the files at a commit, by path. */
  async files(repo: string, sha: string): Promise<Map<string, string>> {
    const git = this.#context.git(repo);
    const folder = await git.objects.entry(sha, FOLDER);
    const entries = folder ? ((await git.objects.tree(folder.sha)) ?? []) : [];
    const files = new Map<string, string>();
    for (const entry of entries.filter(each => /\.ya?ml$/.test(each.name))) {
      const object = await git.objects.read(entry.sha);
      if (object?.type === 'blob') {
        files.set(`${FOLDER}/${entry.name}`, object.content.toString('utf8'));
      }
    }
    return files;
  }

  /** The number by which a workflow of a repository is known, however often its file changes. */
  idOf(repo: string, path: string): number {
    const key = `${repo}:${path}`;
    const known = this.#store.workflows.get(key);
    if (known) {
      return known.id;
    }
    const id = this.#store.nextId();
    this.#store.workflows.put(key, { id, repo, path });
    return id;
  }
}
