import { Octokit } from '@octokit/rest';
import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { appToken } from './__testUtils__/appToken';
import {
  startTestGitHub,
  type TestGitHub,
} from './__testUtils__/startTestGitHub';
import type { GitHubApp, Installation, Permissions } from './model';

const repo = { owner: 'acme', repo: 'infrastructure' };
const INTEGRATION = 'Resource not accessible by integration';

describe('GitHub Apps', () => {
  let test: TestGitHub;
  let app: GitHubApp;
  let privateKey: string;
  let installation: Installation;

  beforeAll(async () => {
    test = await startTestGitHub();
    ({ app, privateKey } = test.github.apps.create({
      slug: 'plinth',
      name: 'Plinth',
      owner: 'acme',
      permissions: {
        contents: 'write',
        pull_requests: 'write',
        checks: 'write',
        statuses: 'write',
        members: 'read',
      },
    }));
    installation = test.github.apps.install({ app: 'plinth', account: 'acme' });
    await test.github.repositories.create({
      owner: 'acme',
      name: 'secret',
      private: true,
      autoInit: true,
      creator: 'admin',
    });
  });
  afterAll(() => test.close());

  const octokit = (auth: string) =>
    new Octokit({
      baseUrl: test.github.apiUrl,
      auth,
      log: { debug() {}, info() {}, warn() {}, error() {} },
    });
  const asApp = async () => octokit(await appToken(app.id, privateKey));
  const asInstallation = async (
    limits: {
      permissions?: Permissions;
      repositories?: string[];
    } = {},
  ) => {
    const { data } = await (
      await asApp()
    ).apps.createInstallationAccessToken({
      installation_id: installation.id,
      ...limits,
    });
    return octokit(data.token);
  };

  it('say who they are by a JSON Web Token, and find where they are installed', async () => {
    const client = await asApp();
    const { data: self } = await client.apps.getAuthenticated();
    expect(self).toMatchObject({ id: app.id, slug: 'plinth' });
    const { data: installations } = await client.apps.listInstallations();
    expect(installations).toEqual([
      expect.objectContaining({
        id: installation.id,
        account: expect.objectContaining({ login: 'acme' }),
        repository_selection: 'all',
        permissions: expect.objectContaining({ contents: 'write' }),
      }),
    ]);
    for (const found of [
      await client.apps.getInstallation({ installation_id: installation.id }),
      await client.apps.getOrgInstallation({ org: 'acme' }),
      await client.apps.getRepoInstallation(repo),
    ]) {
      expect(found.data.id).toBe(installation.id);
    }
    const byClientId = octokit(await appToken(app.clientId, privateKey));
    expect((await byClientId.apps.getAuthenticated()).data?.id).toBe(app.id);
  });

  it.each([
    ['of nobody', async () => 'nothing', 'could not be decoded'],
    ['of no app', () => appToken(1, privateKey), 'Integration not found'],
    [
      'that lives too long',
      () => appToken(app.id, privateKey, 3600),
      'too far in the future',
    ],
    [
      'that has expired',
      () => appToken(app.id, privateKey, -120),
      'could not be decoded',
    ],
    [
      'signed with a key of another app',
      () => {
        const slug = `other-${test.github.accounts.users().length}`;
        const other = test.github.apps.create({
          slug,
          owner: 'acme',
          permissions: {},
        });
        return appToken(app.id, other.privateKey);
      },
      'could not be decoded',
    ],
  ])('are refused with a token %s', async (_, token, message) => {
    await expect(
      octokit(await token()).apps.getAuthenticated(),
    ).rejects.toMatchObject({
      status: 401,
      message: expect.stringContaining(message),
    });
  });

  it('act as their bot, over REST and Git, where they are installed', async () => {
    const { data } = await (
      await asApp()
    ).apps.createInstallationAccessToken({ installation_id: installation.id });
    const client = octokit(data.token);
    const { data: reachable } =
      await client.apps.listReposAccessibleToInstallation();
    expect(reachable.repositories.map(each => each.name).sort()).toEqual([
      'infrastructure',
      'secret',
    ]);
    const remote = `${test.github.url.replace('//', `//x-access-token:${data.token}@`)}/acme/infrastructure.git`;
    await test.git(test.folder, 'clone', '--quiet', remote, 'by-app');
    const checkout = `${test.folder}/by-app`;
    await test.git(checkout, 'checkout', '--quiet', '-b', 'plinth/by-app');
    await test.git(checkout, 'commit', '--quiet', '--allow-empty', '-m', 'Add');
    await test.git(checkout, 'push', '--quiet', 'origin', 'plinth/by-app');
    const { data: pull } = await client.pulls.create({
      ...repo,
      title: 'Add an environment',
      head: 'plinth/by-app',
      base: 'main',
    });
    expect(pull.user).toMatchObject({ login: 'plinth[bot]', type: 'Bot' });

    const { data: check } = await client.checks.create({
      ...repo,
      name: 'plan',
      head_sha: pull.head.sha,
      conclusion: 'success',
    });
    expect(check.app).toMatchObject({ id: app.id, slug: 'plinth' });
    const { data: status } = await client.repos.createCommitStatus({
      ...repo,
      sha: pull.head.sha,
      state: 'success',
    });
    expect(status.creator).toMatchObject({ login: 'plinth[bot]' });
    const { data: comment } = await client.issues.createComment({
      ...repo,
      issue_number: pull.number,
      body: 'Planned',
    });
    expect(comment.performed_via_github_app).toMatchObject({ slug: 'plinth' });
  });

  it('let the requester approve what they opened for them', async () => {
    const client = await asInstallation();
    const sha = await test.github.repositories.commit('acme/infrastructure', {
      branch: 'plinth/requested',
      message: 'Request an environment',
      changes: { 'environments/three/environment.json': '{}' },
      author: { name: 'Developer', email: 'developer@acme.example' },
      pusher: 'plinth[bot]',
    });
    const { data: pull } = await client.pulls.create({
      ...repo,
      title: 'Request an environment',
      head: 'plinth/requested',
      base: 'main',
    });
    const { data: review } = await test.as('developer').pulls.createReview({
      ...repo,
      pull_number: pull.number,
      event: 'APPROVE',
    });
    expect(review).toMatchObject({ state: 'APPROVED', commit_id: sha });
    await expect(
      client.pulls.createReview({
        ...repo,
        pull_number: pull.number,
        event: 'APPROVE',
      }),
    ).rejects.toMatchObject({ status: 422 });
  });

  it('are refused what their installation was not granted, and told what it needs', async () => {
    const client = await asInstallation();
    await expect(
      client.issues.createLabel({ ...repo, name: 'red' }),
    ).rejects.toMatchObject({
      status: 403,
      message: expect.stringContaining(INTEGRATION),
      response: {
        headers: { 'x-accepted-github-permissions': 'issues=write' },
      },
    });
    await expect(client.repos.listWebhooks(repo)).rejects.toMatchObject({
      status: 403,
      response: {
        headers: { 'x-accepted-github-permissions': 'repository_hooks=read' },
      },
    });
    await expect(client.users.getAuthenticated()).rejects.toMatchObject({
      status: 403,
      message: expect.stringContaining(INTEGRATION),
    });
    const { data: teams } = await client.teams.list({ org: 'acme' });
    expect(teams.map(({ slug }) => slug)).toEqual(['platform']);
  });

  it('may ask for less than they were granted, and not for more', async () => {
    const reading = await asInstallation({
      permissions: { contents: 'read' },
      repositories: ['infrastructure'],
    });
    await reading.repos.getContent({ ...repo, path: 'README.md' });
    await expect(
      reading.repos.createOrUpdateFileContents({
        ...repo,
        path: 'more.md',
        message: 'Write',
        content: 'bW9yZQ==',
      }),
    ).rejects.toMatchObject({ status: 403 });
    await expect(
      reading.repos.get({ owner: 'acme', repo: 'secret' }),
    ).rejects.toMatchObject({ status: 404 });
    await expect(
      asInstallation({ permissions: { administration: 'write' } }),
    ).rejects.toMatchObject({ status: 422 });
    await expect(
      asInstallation({ repositories: ['nowhere'] }),
    ).rejects.toMatchObject({ status: 422 });
  });

  it('are told of repositories that they are installed on, and see where their webhook goes', async () => {
    const client = await asApp();
    await expect(client.apps.getWebhookConfigForApp()).rejects.toMatchObject({
      status: 404,
    });
    const received: { headers: IncomingHttpHeaders; body: string }[] = [];
    const receiver = createServer(async (request, response) => {
      const body = (await request.toArray()).join('');
      received.push({ headers: request.headers, body });
      response.writeHead(403).end();
    });
    await new Promise<void>(resolve => {
      receiver.listen(0, '127.0.0.1', resolve);
    });
    const { port } = receiver.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/`;
    const { hooks, repositories } = test.github;
    hooks.ofApp('plinth', { url, secret: 'hush', events: ['push'] });
    const commit = (name: string) =>
      repositories.commit(`acme/${name}`, {
        branch: 'main',
        message: 'Tell the app',
        changes: { 'news.md': `${name}\n` },
        author: { name: 'admin', email: 'admin@acme.example' },
        pusher: 'admin',
      });
    await commit('infrastructure');
    test.github.apps.install({
      app: 'plinth',
      account: 'acme',
      repositories: ['infrastructure'],
    });
    await commit('secret');
    await hooks.idle();
    test.github.apps.install({ app: 'plinth', account: 'acme' });
    hooks.ofApp('plinth', { active: false });
    receiver.close();

    expect(received).toHaveLength(1);
    const [{ headers, body }] = received;
    expect(headers).toMatchObject({
      'x-github-event': 'push',
      'x-github-hook-installation-target-type': 'integration',
      'x-hub-signature-256': `sha256=${createHmac('sha256', 'hush').update(body).digest('hex')}`,
    });
    expect(JSON.parse(body)).toMatchObject({
      installation: { id: installation.id },
      repository: { full_name: 'acme/infrastructure' },
    });
    const { data: config } = await client.apps.getWebhookConfigForApp();
    expect(config).toEqual({
      url,
      content_type: 'json',
      insecure_ssl: '0',
      secret: '********',
    });
    const { data: deliveries } = await client.apps.listWebhookDeliveries();
    expect(deliveries).toEqual([
      expect.objectContaining({ event: 'push', status_code: 403 }),
    ]);
    const { data: self } = await client.apps.getAuthenticated();
    expect(self?.events).toEqual(['push']);
  });

  it('give their tokens up, and lose them after an hour', async () => {
    const first = await asInstallation();
    await first.apps.revokeInstallationAccessToken();
    await expect(first.repos.get(repo)).rejects.toMatchObject({ status: 401 });
    const second = await asInstallation();
    test.clock.freeze(new Date(Date.now() + 3_601_000));
    await expect(second.repos.get(repo)).rejects.toMatchObject({ status: 401 });
    test.clock.release();
  });
});
