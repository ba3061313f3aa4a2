import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import type { Health, UnitIdentity } from '@plinth/plugin-environments-common';
import { InfrastructureRepositories } from '@plinth/plugin-environments-node';
import {
  DocumentStore,
  SandboxClock,
  type GitHubSandbox,
} from '@plinth/sandbox';
import { installPortalApp, startCheckedGitHub } from '@plinth/sandbox/testing';
import { PullComments } from '../collect/github/PullComments';
import { PreviewNotices } from './PreviewNotices';

const APPLICATION = 'acme/claims';
const CREATED = '2026-11-20T12:00:00.000Z';

describe('the notices of previews', () => {
  let directory: string;
  let documents: DocumentStore;
  let github: GitHubSandbox;
  let app: ReturnType<typeof installPortalApp>;
  let number: number;
  let now: Date;
  let ttlHours: number;
  let status: Health['status'];
  let asked: number;
  const warnings: string[] = [];

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'plinth-previews-'));
    documents = DocumentStore.open(':memory:');
    github = await startCheckedGitHub({
      clock: new SandboxClock(),
      documents,
      dataDir: directory,
      port: 0,
    });
    github.accounts.createUser({ login: 'admin', email: 'admin@example.com' });
    github.accounts.createOrganization({
      login: 'acme',
      members: [{ login: 'admin', role: 'admin' }],
      defaultRole: 'write',
    });
    await github.repositories.create({
      owner: 'acme',
      name: 'claims',
      creator: 'admin',
    });
    app = installPortalApp(github, {
      organization: 'acme',
      webhookSecret: 'secret',
      portalUrl: 'http://localhost:7007',
    });
    const commit = (branch: string, text: string) =>
      github.repositories.commit(APPLICATION, {
        branch,
        message: text,
        changes: { 'README.md': text },
        author: { name: 'Admin', email: 'admin@example.com' },
        pusher: 'admin',
      });
    await commit('main', 'Begin');
    await commit('feature', 'Try something');
    ({ number } = await github.pulls.create({
      repo: APPLICATION,
      title: 'Try something',
      head: 'feature',
      base: 'main',
      author: 'admin',
    }));
  });
  afterAll(async () => {
    await github.close();
    documents.close();
    await rm(directory, { recursive: true, force: true });
  });

  const preview = (over: Partial<UnitIdentity> = {}) =>
    ({
      name: 'claims-pr-1',
      previewOf: `${github.url}/${APPLICATION}/pull/${number}`,
      ttlHours,
      ...over,
    }) as UnitIdentity;
  /** A portal that has just started. */
  const turn = (...previews: UnitIdentity[]) => {
    const repositories = InfrastructureRepositories.fromConfig(
      new ConfigReader({
        integrations: {
          github: [
            {
              host: new URL(github.url).host,
              apiBaseUrl: github.apiUrl,
              apps: [{ ...app }],
            },
          ],
        },
      }),
    );
    return new PreviewNotices({
      previews: async () => previews,
      healthOf: async () =>
        ({
          status,
          stacks: [{ name: 'claims-pr-1', createdAt: CREATED }],
        }) as unknown as Health,
      addressOf: async () => {
        asked += 1;
        return 'https://claims.example.com';
      },
      comments: new PullComments({
        open: repository => repositories.open(repository),
      }),
      portalUrl: 'https://portal.example.com',
      logger: mockServices.logger.mock({
        warn: message => warnings.push(message),
      }),
      now: () => now,
    }).turn();
  };
  const comments = () =>
    github.pulls.comments(APPLICATION, number).map(({ body }) => body);

  it('tell the pull request of the branch each thing once, whoever looks, and go on where one cannot be told', async () => {
    now = new Date('2026-11-20T12:30:00Z');
    ttlHours = 72;
    status = 'Progressing';
    asked = 0;
    await turn(preview());
    expect(comments()).toEqual([]);

    status = 'Healthy';
    const lost = preview({
      previewOf: `${github.url}/acme/nowhere/pull/1`,
    });
    const byHand = preview({ name: 'by-hand', previewOf: 'not an address' });
    await turn(lost, byHand, preview());
    await turn(preview());
    expect(warnings).toEqual([
      expect.stringMatching(/acme\/nowhere\/pull\/1 could not be told/),
    ]);
    expect(comments()).toEqual([
      expect.stringContaining('is at https://claims.example.com'),
    ]);
    expect(asked).toBeLessThanOrEqual(2);

    now = new Date('2026-11-22T12:30:00Z');
    await turn(preview());
    await turn(preview());
    expect(comments()).toHaveLength(2);
    expect(comments()[1]).toContain('ends at 2026-11-23 12:00 UTC');
    expect(comments()[1]).toContain('/create/templates/default/extend-preview');

    ttlHours = 96;
    await turn(preview());
    expect(comments()).toHaveLength(2);
    now = new Date('2026-11-23T12:30:00Z');
    await turn(preview());
    expect(comments()[2]).toContain('ends at 2026-11-24 12:00 UTC');
  });
});
