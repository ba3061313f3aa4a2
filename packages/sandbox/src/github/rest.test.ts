import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  startTestGitHub,
  type TestGitHub,
} from './__testUtils__/startTestGitHub';

const repo = { owner: 'acme', repo: 'infrastructure' };

describe('The REST API', () => {
  let test: TestGitHub;
  beforeAll(async () => {
    test = await startTestGitHub();
  });
  afterAll(() => test.close());

  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${test.github.apiUrl}${path}`, {
      headers: { authorization: 'Bearer sandbox-developer', ...headers },
    });

  it("says who one is, and 401 to a token that is nobody's", async () => {
    const { data } = await test.as('developer').users.getAuthenticated();
    expect(data).toMatchObject({
      login: 'developer',
      email: 'developer@acme.example',
    });
    const wrong = await get('/user', { authorization: 'Bearer nobody' });
    expect(wrong.status).toBe(401);
    expect(await wrong.json()).toMatchObject({ message: 'Bad credentials' });
  });

  it('answers 304 to an ETag it gave, and a new answer once things changed', async () => {
    const path = '/repos/acme/infrastructure/contents/README.md?ref=main';
    const raw = { accept: 'application/vnd.github.v3.raw' };
    const first = await get(path, raw);
    expect(await first.text()).toBe('# Infrastructure\n');
    const etag = first.headers.get('etag') ?? '';
    expect(first.headers.get('x-ratelimit-remaining')).toMatch(/^\d+$/);
    expect((await get(path, { ...raw, 'if-none-match': etag })).status).toBe(
      304,
    );
    await test.github.repositories.commit('acme/infrastructure', {
      branch: 'main',
      message: 'Say more',
      changes: { 'README.md': '# More\n' },
      author: { name: 'admin', email: 'admin@acme.example' },
      pusher: 'admin',
    });
    const second = await get(path, { ...raw, 'if-none-match': etag });
    expect(second.status).toBe(200);
    expect(await second.text()).toBe('# More\n');
  });

  it('pages through lists with Link headers', async () => {
    const octokit = test.as('admin');
    for (let index = 0; index < 7; index += 1) {
      await octokit.issues.createLabel({
        ...repo,
        name: `label ${index}`,
        color: '00ff00',
      });
    }
    const response = await octokit.issues.listLabelsForRepo({
      ...repo,
      per_page: 3,
      page: 2,
    });
    expect(response.headers.link).toMatch(/page=3>; rel="next"|rel="next"/);
    expect(response.headers.link).toContain('rel="prev"');
    const all = await octokit.paginate(octokit.issues.listLabelsForRepo, {
      ...repo,
      per_page: 3,
    });
    expect(all.map(label => label.name)).toEqual(
      [0, 1, 2, 3, 4, 5, 6].map(index => `label ${index}`),
    );
  });

  it('gives what GithubUrlReader reads a tree with: status, then an archive', async () => {
    const status = await (
      await get('/repos/acme/infrastructure/commits/main/status?per_page=0')
    ).json();
    expect(status.sha).toMatch(/^[0-9a-f]{40}$/);
    const address = status.repository.archive_url
      .replace('{archive_format}', 'tarball')
      .replace('{/ref}', `/${status.sha}`);
    const archive = await fetch(address, {
      headers: { authorization: 'Bearer sandbox-developer' },
    });
    expect(archive.status).toBe(200);
    const bytes = Buffer.from(await archive.arrayBuffer());
    expect([...bytes.subarray(0, 2)]).toEqual([0x1f, 0x8b]);
    const tree = await (
      await fetch(
        status.repository.trees_url.replace(
          '{/sha}',
          `/${status.sha}?recursive=true`,
        ),
        { headers: { authorization: 'Bearer sandbox-developer' } },
      )
    ).json();
    expect(tree.tree.map((each: { path: string }) => each.path)).toContain(
      'environments/one/environment.json',
    );
  });

  it('writes and deletes files, with the SHA that must be known', async () => {
    const octokit = test.as('developer');
    const path = 'docs/a b.md';
    const { data: made } = await octokit.repos.createOrUpdateFileContents({
      ...repo,
      path,
      message: 'Write',
      content: Buffer.from('one').toString('base64'),
      branch: 'main',
    });
    await expect(
      octokit.repos.createOrUpdateFileContents({
        ...repo,
        path,
        message: 'Blindly',
        content: '',
        sha: 'f'.repeat(40),
      }),
    ).rejects.toMatchObject({ status: 409 });
    const { data: read } = await octokit.repos.getContent({ ...repo, path });
    expect(read).toMatchObject({
      type: 'file',
      sha: made.content?.sha,
      size: 3,
    });
    await octokit.repos.deleteFile({
      ...repo,
      path,
      message: 'Gone',
      sha: made.content?.sha ?? '',
    });
    await expect(
      octokit.repos.getContent({ ...repo, path }),
    ).rejects.toMatchObject({ status: 404 });
    const { data: history } = await octokit.repos.listCommits({
      ...repo,
      path,
    });
    expect(history.map(each => each.commit.message)).toEqual(['Gone', 'Write']);
  });

  it('answers what it does not have with an error that names it', async () => {
    const unknown = await get(
      '/repos/acme/infrastructure/code-scanning/alerts',
    );
    expect(unknown.status).toBe(501);
    expect((await unknown.json()).message).toContain(
      'Not Implemented: the GitHub sandbox has no GET /repos/acme/infrastructure/code-scanning/alerts',
    );
    expect((await get('/repos/acme/nothing')).status).toBe(404);
    expect((await get('/repos/acme/infrastructure/pulls/99')).status).toBe(404);
  });

  it('refuses paths and refs that would leave their place', async () => {
    const octokit = test.as('developer');
    for (const path of ['../outside', 'a/../../b', '.git/config', 'a//b']) {
      await expect(
        octokit.git.createTree({
          ...repo,
          tree: [{ path, mode: '100644', type: 'blob', content: 'x' }],
        }),
      ).rejects.toMatchObject({ status: 422 });
    }
    for (const ref of [
      'refs/heads/a..b',
      'refs/heads/-x y',
      'refs/heads/../../x',
      'refs/pull/1/head',
    ]) {
      const { object } = (
        await octokit.git.getRef({ ...repo, ref: 'heads/main' })
      ).data;
      await expect(
        octokit.git.createRef({ ...repo, ref, sha: object.sha }),
      ).rejects.toMatchObject({ status: 422 });
    }
  });

  it("lets a run's token do only what its permissions say", async () => {
    const sha =
      (await test.github.repositories.resolve('acme/infrastructure', 'main')) ??
      '';
    const run = test.github.actions.createRun({
      trigger: {
        repo: 'acme/infrastructure',
        event: 'push',
        ref: 'refs/heads/main',
        sha,
        headSha: sha,
        sender: 'admin',
        changedFiles: [],
        payload: {},
      },
      path: '.github/workflows/plan.yml',
      name: 'Plan',
    });
    const token = test.github.actions.mintToken(run.id, {
      contents: 'read',
      statuses: 'write',
    });
    const call = (path: string, method = 'GET', body?: unknown) =>
      fetch(`${test.github.apiUrl}/repos/acme/infrastructure${path}`, {
        method,
        headers: { authorization: `token ${token}` },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
    expect((await call('/contents/README.md')).status).toBe(200);
    expect(
      (
        await call(`/statuses/${sha}`, 'POST', {
          state: 'success',
          context: 'plan',
        })
      ).status,
    ).toBe(201);
    const refused = await call('/issues/1/comments', 'POST', { body: 'x' });
    expect(refused.status).toBe(403);
    expect((await refused.json()).message).toBe(
      'Resource not accessible by integration',
    );
    test.github.actions.updateRun(run.id, {
      status: 'completed',
      conclusion: 'success',
    });
    expect((await call('/contents/README.md')).status).toBe(401);
  });

  it('signs webhooks, keeps their deliveries, and sends one again when asked', async () => {
    const received: { headers: IncomingHttpHeaders; body: string }[] = [];
    let status = 500;
    const receiver = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) {
        chunks.push(Buffer.from(chunk));
      }
      received.push({
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      });
      response.writeHead(status).end('thanks');
    });
    await new Promise<void>(resolve => {
      receiver.listen(0, '127.0.0.1', resolve);
    });
    const { port } = receiver.address() as AddressInfo;
    const octokit = test.as('admin');
    const { data: hook } = await octokit.repos.createWebhook({
      ...repo,
      config: {
        url: `http://127.0.0.1:${port}/`,
        content_type: 'json',
        secret: 'hush',
      },
      events: ['push'],
    });
    expect(hook.config.secret).toBe('********');
    await test.github.repositories.commit('acme/infrastructure', {
      branch: 'main',
      message: 'Tell the world',
      changes: { 'news.md': 'news\n' },
      author: { name: 'admin', email: 'admin@acme.example' },
      pusher: 'admin',
    });
    await test.github.hooks.idle();
    expect(received.map(each => each.headers['x-github-event']).sort()).toEqual(
      ['ping', 'push'],
    );
    const push = received.find(
      each => each.headers['x-github-event'] === 'push',
    );
    expect(push?.headers['x-hub-signature-256']).toBe(
      `sha256=${createHmac('sha256', 'hush')
        .update(push?.body ?? '')
        .digest('hex')}`,
    );
    expect(JSON.parse(push?.body ?? '')).toMatchObject({
      ref: 'refs/heads/main',
      commits: [
        expect.objectContaining({
          message: 'Tell the world',
          added: ['news.md'],
        }),
      ],
    });

    const hookId = { ...repo, hook_id: hook.id };
    const { data: deliveries } =
      await octokit.repos.listWebhookDeliveries(hookId);
    const failed = deliveries.find(each => each.event === 'push');
    expect(failed).toMatchObject({ status_code: 500, redelivery: false });
    status = 200;
    await octokit.repos.redeliverWebhookDelivery({
      ...hookId,
      delivery_id: failed?.id ?? 0,
    });
    expect(received).toHaveLength(3);
    expect(received[2].body).toBe(push?.body);
    const { data: after } = await octokit.repos.listWebhookDeliveries(hookId);
    expect(after[0]).toMatchObject({
      guid: failed?.guid,
      redelivery: true,
      status_code: 200,
    });
    await new Promise(resolve => {
      receiver.close(resolve);
    });
  });
});
