import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Octokit } from '@octokit/rest';
import {
  DocumentStore,
  SandboxClock,
  startGitHub,
  type GitHubSandbox,
} from '@plinth/sandbox';
import { createGithubClient } from '../github/createGithubClient';
import { InfrastructureRepository } from '../github/InfrastructureRepository';
import { ObjectCache } from '../github/ObjectCache';
import { parseRepositoryUrl } from '../reference/RepositoryReference';

/** The repository of scenarios. */
export const REPOSITORY = 'acme/infrastructure';

/** A sandbox GitHub with an empty infrastructure repository. */
export class GithubScenario {
  readonly github: GitHubSandbox;
  readonly #documents: DocumentStore;
  readonly #directory: string;

  static async start(): Promise<GithubScenario> {
    const directory = await mkdtemp(join(tmpdir(), 'plinth-repository-'));
    const documents = DocumentStore.open(':memory:');
    const github = await startGitHub({
      clock: new SandboxClock(),
      documents,
      dataDir: directory,
      port: 0,
    });
    github.accounts.createUser({ login: 'admin' });
    github.accounts.createOrganization({
      login: 'acme',
      members: [{ login: 'admin', role: 'admin' }],
    });
    await github.repositories.create({
      owner: 'acme',
      name: 'infrastructure',
      creator: 'admin',
    });
    return new GithubScenario(github, documents, directory);
  }

  private constructor(
    github: GitHubSandbox,
    documents: DocumentStore,
    directory: string,
  ) {
    this.github = github;
    this.#documents = documents;
    this.#directory = directory;
  }

  /**
   * The repository as one piece of work sees it.
   *
   * @param call - asked before each call with its method and route, and after its effect
   * @param cache - what was read before; @default - nothing
   */
  open(
    call: (route: string, when: 'before' | 'after') => void = () => {},
    cache = new ObjectCache(),
  ): InfrastructureRepository {
    const octokit: Octokit = createGithubClient({
      apiUrl: this.github.apiUrl,
      token: this.github.tokenFor('admin'),
      host: 'localhost',
    });
    octokit.hook.wrap('request', async (send, options) => {
      const route = `${options.method} ${options.url.replace('/repos/{owner}/{repo}', '')}`;
      call(route, 'before');
      const response = await send(options);
      call(route, 'after');
      return response;
    });
    return new InfrastructureRepository({
      reference: {
        ...parseRepositoryUrl(`${this.github.url}/${REPOSITORY}`),
        branch: 'main',
      },
      octokit,
      cache,
    });
  }

  /** Commits to main; null deletes a file. */
  commit(changes: Record<string, string | null>): Promise<string> {
    return this.github.repositories.commit(REPOSITORY, {
      branch: 'main',
      message: 'Change by hand',
      changes,
      author: { name: 'Admin', email: 'admin@example.com' },
      pusher: 'admin',
    });
  }

  async close(): Promise<void> {
    await this.github.close();
    this.#documents.close();
    await rm(this.#directory, { recursive: true, force: true });
  }
}
