import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Octokit } from '@octokit/rest';
import { SandboxClock } from '../../clock';
import { DocumentStore } from '../../documents';
import type { GitHubSandbox } from '../GitHubSandbox';
import { startCheckedGitHub } from './startCheckedGitHub';

const run = promisify(execFile);

/** A GitHub with the organisation `acme`, for tests. */
export interface TestGitHub {
  readonly github: GitHubSandbox;
  readonly clock: SandboxClock;
  /** A folder of its own, removed at the end. */
  readonly folder: string;
  /** Octokit as a login. */
  as(login: string): Octokit;
  /** Runs the real `git`, and returns what it printed; throws with its message otherwise. */
  git(directory: string, ...args: string[]): Promise<string>;
  /** Address to clone as a login. */
  remote(login: string, repo?: string): string;
  /** Stops and starts again over the same data, on another port. */
  restart(): Promise<void>;
  /** Throws what an oracle found that GitHub's own descriptions do not know. */
  close(): Promise<void>;
}

/** Starts a GitHub in a folder of its own, with people and the repository `acme/infrastructure`. */
export async function startTestGitHub(): Promise<TestGitHub> {
  const folder = mkdtempSync(join(tmpdir(), 'plinth-github-'));
  const clock = new SandboxClock();
  let documents = DocumentStore.open(join(folder, 'documents.db'));
  let github = await startCheckedGitHub({
    clock,
    documents,
    dataDir: folder,
    port: 0,
  });
  await populate(github);
  return {
    get github() {
      return github;
    },
    clock,
    folder,
    as: login =>
      new Octokit({
        baseUrl: github.apiUrl,
        auth: github.tokenFor(login),
        log: { debug() {}, info() {}, warn() {}, error() {} },
      }),
    git: async (directory, ...args) => {
      const { stdout, stderr } = await run('git', args, {
        cwd: directory,
        env: {
          PATH: process.env.PATH,
          HOME: folder,
          GIT_CONFIG_NOSYSTEM: '1',
          GIT_TERMINAL_PROMPT: '0',
          GIT_AUTHOR_NAME: 'Developer',
          GIT_AUTHOR_EMAIL: 'developer@acme.example',
          GIT_COMMITTER_NAME: 'Developer',
          GIT_COMMITTER_EMAIL: 'developer@acme.example',
        },
      });
      return stdout + stderr;
    },
    remote: (login, repo = 'acme/infrastructure') =>
      `${github.url.replace('//', `//${login}:${github.tokenFor(login)}@`)}/${repo}.git`,
    restart: async () => {
      await github.close();
      documents.close();
      documents = DocumentStore.open(join(folder, 'documents.db'));
      github = await startCheckedGitHub({
        clock,
        documents,
        dataDir: folder,
        port: 0,
      });
    },
    close: async () => {
      await github.close();
      documents.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function populate(github: GitHubSandbox): Promise<void> {
  for (const login of ['developer', 'engineer', 'auditor']) {
    github.accounts.createUser({ login, email: `${login}@acme.example` });
  }
  github.accounts.createUser({
    login: 'admin',
    email: 'admin@acme.example',
    siteAdmin: true,
  });
  github.accounts.createUser({ login: 'plinth-bot', type: 'Bot' });
  github.accounts.createOrganization({
    login: 'acme',
    defaultRole: 'write',
    members: [
      { login: 'developer', role: 'member' },
      { login: 'engineer', role: 'member' },
      { login: 'admin', role: 'admin' },
      { login: 'plinth-bot', role: 'member' },
    ],
  });
  github.accounts.createTeam({
    organization: 'acme',
    slug: 'platform',
    members: ['engineer', 'admin'],
  });
  await github.repositories.create({
    owner: 'acme',
    name: 'infrastructure',
    creator: 'admin',
  });
  await github.repositories.commit('acme/infrastructure', {
    branch: 'main',
    message: 'Lay the foundation',
    changes: {
      'README.md': '# Infrastructure\n',
      'environments/one/environment.json': '{ "name": "one" }\n',
      '.github/CODEOWNERS': 'environments/ @acme/platform\n',
    },
    author: { name: 'admin', email: 'admin@acme.example' },
    pusher: 'admin',
  });
}
