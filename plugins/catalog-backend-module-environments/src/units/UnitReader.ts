import {
  DefaultGithubCredentialsProvider,
  type ScmIntegrationRegistry,
} from '@backstage/integration';
import { Octokit } from '@octokit/rest';
import type { RepositoryReference } from '@plinth/plugin-environments-node';

const ROOTS = ['environments', 'tenants'];
const READS_AT_ONCE = 8;

/** The files of one unit's folder that the catalog is made from. */
export interface UnitFolder {
  /** For example `environments/claims-staging`. */
  readonly path: string;
  /** Text of `catalog-info.yaml`, if it is there. */
  readonly catalogInfo?: string;
  /** Text of `environment.json` or `tenant.json`, if it is there. */
  readonly data?: string;
}

/** Reads the folders of all units of a repository. */
export interface UnitReader {
  /** @throws whatever kept it from reading all of them; an incomplete answer is never given */
  read(): Promise<UnitFolder[]>;
}

/**
 * Reads units through GitHub's Git data API: one listing for each root folder, and each file once. A file is named by
 * the hash of its content, so what was read the last time is not read again.
 */
export class GithubUnitReader implements UnitReader {
  readonly #repository: RepositoryReference;
  readonly #integrations: ScmIntegrationRegistry;
  #blobs = new Map<string, string>();

  constructor(options: {
    repository: RepositoryReference;
    integrations: ScmIntegrationRegistry;
  }) {
    this.#repository = options.repository;
    this.#integrations = options.integrations;
  }

  async read(): Promise<UnitFolder[]> {
    const octokit = await this.#connect();
    const files = await this.#list(octokit);
    const blobs = new Map<string, string>();
    for (let at = 0; at < files.length; at += READS_AT_ONCE) {
      await Promise.all(
        files.slice(at, at + READS_AT_ONCE).map(async ({ sha }) => {
          blobs.set(
            sha,
            this.#blobs.get(sha) ?? (await this.#readBlob(octokit, sha)),
          );
        }),
      );
    }
    // What is no longer on the branch is forgotten
    this.#blobs = blobs;

    const folders = new Map<string, UnitFolder>();
    for (const { folder, name, sha } of files) {
      const field = name === 'catalog-info.yaml' ? 'catalogInfo' : 'data';
      folders.set(folder, {
        path: folder,
        ...folders.get(folder),
        [field]: blobs.get(sha),
      });
    }
    return [...folders.values()];
  }

  async #connect(): Promise<Octokit> {
    const { host, url } = this.#repository;
    const integration = this.#integrations.github.byHost(host);
    if (!integration) {
      throw new Error(
        `No GitHub integration is configured for ${host}; add it to integrations.github in app-config.yaml`,
      );
    }
    const { token } = await DefaultGithubCredentialsProvider.fromIntegrations(
      this.#integrations,
    ).getCredentials({ url });
    return new Octokit({
      auth: token,
      baseUrl: integration.config.apiBaseUrl,
      userAgent: 'plinth',
      log: { debug() {}, info() {}, warn() {}, error() {} },
    });
  }

  async #list(
    octokit: Octokit,
  ): Promise<{ folder: string; name: string; sha: string }[]> {
    const { owner, repo, branch } = this.#repository;
    const { data: ref } = await octokit.git.getRef({
      owner,
      repo,
      ref: `heads/${branch}`,
    });
    const { data: commit } = await octokit.git.getCommit({
      owner,
      repo,
      commit_sha: ref.object.sha,
    });
    const { data: root } = await octokit.git.getTree({
      owner,
      repo,
      tree_sha: commit.tree.sha,
    });
    const roots = root.tree.filter(
      ({ path, type }) => type === 'tree' && ROOTS.includes(path ?? ''),
    );
    const listings = await Promise.all(
      roots.map(async ({ path, sha }) => {
        const { data } = await octokit.git.getTree({
          owner,
          repo,
          tree_sha: sha!,
          recursive: 'true',
        });
        if (data.truncated) {
          throw new Error(
            `GitHub cut the listing of ${path} in ${this.#repository.fullName} short`,
          );
        }
        return data.tree.flatMap(entry => {
          const match = entry.path?.match(
            /^([^/]+)\/(catalog-info\.yaml|environment\.json|tenant\.json)$/,
          );
          const wrongData =
            match?.[2] ===
            (path === 'tenants' ? 'environment.json' : 'tenant.json');
          return match && entry.type === 'blob' && !wrongData
            ? [
                {
                  folder: `${path}/${match[1]}`,
                  name: match[2],
                  sha: entry.sha!,
                },
              ]
            : [];
        });
      }),
    );
    return listings.flat();
  }

  async #readBlob(octokit: Octokit, sha: string): Promise<string> {
    const { owner, repo } = this.#repository;
    const { data } = await octokit.git.getBlob({ owner, repo, file_sha: sha });
    return Buffer.from(data.content, 'base64').toString('utf8');
  }
}
