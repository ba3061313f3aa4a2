import {
  startTestGitHub,
  type TestGitHub,
} from './__testUtils__/startTestGitHub';

describe('Pages and sign-in', () => {
  let test: TestGitHub;
  beforeAll(async () => {
    test = await startTestGitHub();
    await test.github.repositories.commit('acme/infrastructure', {
      branch: 'add/two',
      message: 'Add two',
      changes: { 'two.txt': '<b>two</b>\n' },
      author: { name: 'Developer', email: 'developer@acme.example' },
      pusher: 'developer',
    });
    await test.github.pulls.create({
      repo: 'acme/infrastructure',
      title: '<script>alert("title")</script>',
      body: '<script>alert(1)</script> [bad](javascript:alert(1)) <!-- concealed -->\n\n**strong**',
      head: 'add/two',
      base: 'main',
      author: 'developer',
    });
  });
  afterAll(() => test.close());

  const pull = '/acme/infrastructure/pull/1';

  async function open(path: string) {
    const response = await fetch(`${test.github.url}${path}`);
    const text = await response.text();
    return {
      status: response.status,
      text,
      cookie: (response.headers.get('set-cookie') ?? '').split(';')[0],
      csrf: /name="csrf"\s+value="([^"]+)"/.exec(text)?.[1] ?? '',
      policy: response.headers.get('content-security-policy'),
    };
  }

  const submit = (
    path: string,
    cookie: string,
    fields: Record<string, string>,
    headers: Record<string, string> = {},
  ) =>
    fetch(`${test.github.url}${path}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie, ...headers },
      body: new URLSearchParams(fields),
    });

  it('shows what people wrote as text, never as markup that runs', async () => {
    const page = await open(pull);
    expect(page.status).toBe(200);
    expect(page.text).not.toMatch(/<script>alert|href="javascript:|concealed/);
    expect(page.text).toContain('<strong>strong</strong>');
    expect(page.text).toContain('&lt;b&gt;two&lt;/b&gt;');
    expect(page.policy).toContain("default-src 'none'");
  });

  it('approves and merges as whom one chose, from its own forms only', async () => {
    const { cookie, csrf } = await open(pull);
    const forged = await submit(`${pull}/merge`, cookie, { csrf: 'guess' });
    expect(forged.status).toBe(403);
    const foreign = await submit(
      `${pull}/merge`,
      cookie,
      { csrf },
      { origin: 'https://elsewhere.example' },
    );
    expect(foreign.status).toBe(403);

    await submit('/_session', cookie, { csrf, login: 'developer' });
    const own = await submit(`${pull}/review`, cookie, {
      csrf,
      event: 'APPROVE',
    });
    expect(own.status).toBe(422);
    expect(await own.text()).toContain('Can not approve your own pull request');

    await submit('/_session', cookie, { csrf, login: 'engineer' });
    const approved = await submit(`${pull}/review`, cookie, {
      csrf,
      event: 'APPROVE',
      return: pull,
    });
    expect(approved.headers.get('location')).toBe(pull);
    await submit(`${pull}/merge`, cookie, { csrf, method: 'squash' });
    expect(test.github.pulls.get('acme/infrastructure', 1)).toMatchObject({
      merged: true,
      mergedBy: 'engineer',
      mergeMethod: 'squash',
    });
  });

  it.each([
    '/',
    '/acme',
    '/acme/infrastructure',
    '/acme/infrastructure/tree/add/two',
    '/acme/infrastructure/blob/main/README.md',
    '/acme/infrastructure/commits',
    '/acme/infrastructure/commit/add/two',
    '/acme/infrastructure/compare/main...add/two',
    '/acme/infrastructure/pulls?state=closed',
    '/acme/infrastructure/actions',
  ])('serves %s', async path => {
    expect((await open(path)).status).toBe(200);
  });

  it('answers 404 for pages that are not there', async () => {
    expect((await open('/acme/nothing')).status).toBe(404);
    expect((await open('/acme/infrastructure/pull/99')).status).toBe(404);
    expect((await open('/nobody')).status).toBe(404);
  });

  it('signs people in by the OAuth web flow, once for each code', async () => {
    const back = 'http://localhost:7007/api/auth/github/handler/frame';
    const path = `/login/oauth/authorize?${new URLSearchParams({
      client_id: 'sandbox',
      redirect_uri: back,
      state: 'opaque',
      scope: 'read:user',
    })}`;
    const { cookie, csrf, text } = await open(path);
    expect(text).toContain('value="developer"');
    const chosen = await submit(path, cookie, { csrf, login: 'developer' });
    const location = new URL(chosen.headers.get('location') ?? '');
    expect(location.origin + location.pathname).toBe(back);
    expect(location.searchParams.get('state')).toBe('opaque');
    const redeem = async () => {
      const response = await fetch(
        `${test.github.url}/login/oauth/access_token`,
        {
          method: 'POST',
          headers: { accept: 'application/json' },
          body: new URLSearchParams({
            client_id: 'sandbox',
            client_secret: 'sandbox',
            code: location.searchParams.get('code') ?? '',
          }),
        },
      );
      return response.json();
    };
    const { access_token: token } = await redeem();
    const user = await fetch(`${test.github.apiUrl}/user`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(await user.json()).toMatchObject({ login: 'developer' });
    expect(await redeem()).toMatchObject({ error: 'bad_verification_code' });
    const away = path.replace('localhost%3A7007', 'elsewhere.example');
    expect((await open(away)).status).toBe(400);
  });

  it('answers the GraphQL with which a catalog reads an organisation, page by page, to its members alone', async () => {
    const ask = async (token: string, query: string) =>
      (
        await fetch(`${test.github.url}/api/graphql`, {
          method: 'POST',
          headers: { authorization: `Bearer ${token}` },
          body: JSON.stringify({ query }),
        })
      ).json();
    const people = (after: string) => `{
      organization(login: "acme") {
        membersWithRole(first: 1, after: ${after}) {
          pageInfo { hasNextPage endCursor }
          nodes { login organizationVerifiedDomainEmails(login: "acme") }
        }
        teams(first: 10) {
          nodes { combinedSlug members(first: 10, membership: IMMEDIATE) { nodes { login } } }
        }
      }
    }`;
    const first = await ask('sandbox-plinth-bot', people('null'));
    const { membersWithRole, teams } = first.data.organization;
    expect(membersWithRole).toMatchObject({
      pageInfo: { hasNextPage: true, endCursor: '1' },
      nodes: [{ organizationVerifiedDomainEmails: [] }],
    });
    const second = await ask('sandbox-plinth-bot', people('"1"'));
    expect(second.data.organization.membersWithRole.nodes).not.toEqual(
      membersWithRole.nodes,
    );
    expect(teams.nodes).toEqual([
      {
        combinedSlug: 'acme/platform',
        members: { nodes: [{ login: 'engineer' }, { login: 'admin' }] },
      },
    ]);
    test.github.accounts.createUser({ login: 'stranger' });
    expect((await ask('sandbox-stranger', people('null'))).errors[0]).toEqual(
      expect.objectContaining({
        message: expect.stringMatching(/must be a member/),
      }),
    );
    expect(
      (
        await ask(
          'sandbox-plinth-bot',
          '{ organization(login: "none") { id } }',
        )
      ).errors[0].message,
    ).toMatch(/Could not resolve to an Organization/);
  });

  it('answers the GraphQL that pull-request actions ask, and names what it lacks', async () => {
    const ask = async (query: string) =>
      (
        await fetch(`${test.github.url}/api/graphql`, {
          method: 'POST',
          headers: { authorization: 'Bearer sandbox-plinth-bot' },
          body: JSON.stringify({
            query,
            variables: {
              owner: 'acme',
              repo: 'infrastructure',
              head: 'add/two',
            },
          }),
        })
      ).json();
    expect(
      await ask(`query ($owner: String!, $repo: String!, $head: String!) {
        repository(name: $repo, owner: $owner) {
          ref(qualifiedName: $head) {
            associatedPullRequests(first: 1, states: MERGED) { edges { node { number } } }
          }
        }
      }`),
    ).toEqual({
      data: {
        repository: {
          ref: { associatedPullRequests: { edges: [{ node: { number: 1 } }] } },
        },
      },
    });
    expect(await ask('{ viewer { sponsors } }')).toMatchObject({
      errors: [
        { message: expect.stringContaining('Cannot query field "sponsors"') },
      ],
    });
  });
});
