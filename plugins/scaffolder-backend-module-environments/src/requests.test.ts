import { PORTAL_NEEDS } from '@plinth/sandbox/testing';
import { mockServices } from '@backstage/backend-test-utils';
import type { ConditionalPolicyDecision } from '@backstage/plugin-permission-common';
import { environmentCreatePermission } from '@plinth/plugin-environments-common';
import {
  createRequestedUnitDecision,
  requestedUnitConditions,
} from '@plinth/plugin-environments-node';
import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JsonObject } from '@backstage/types';
import {
  CLAIMS_DEV,
  ENVIRONMENT_REQUEST,
  GOVERNANCE,
  REPOSITORY,
  RequestScenario,
} from './__testUtils__/RequestScenario';

const DEVELOPER = 'user:default/developer';
const ENGINEER = 'user:default/engineer';

describe('a request for a unit', () => {
  let scenario: RequestScenario;

  beforeEach(async () => {
    scenario = await RequestScenario.start();
  });

  afterEach(() => scenario.close());

  const pulls = () => scenario.github.pulls.list(REPOSITORY);

  async function api<T = JsonObject>(path: string): Promise<T> {
    const { apiUrl } = scenario.github;
    const response = await fetch(`${apiUrl}/repos/${REPOSITORY}/${path}`, {
      headers: {
        authorization: `token ${scenario.github.tokenFor('admin')}`,
      },
    });
    return (await response.json()) as T;
  }

  it('is refused for a unit that the requester may not ask for, when it is validated and before it is opened', async () => {
    const notAt = (stages: string[]) =>
      mockServices.permissions.mock({
        authorizeConditional: async () => [
          createRequestedUnitDecision(environmentCreatePermission, {
            not: requestedUnitConditions.hasStage({ stages }),
          }) as ConditionalPolicyDecision,
        ],
      });
    const refusal =
      /^You are not allowed to request application at stage staging in account 444455556666 for group:default\/platform; ask a Super Admin/;
    scenario.permissions = notAt(['staging']);
    await expect(scenario.run(ENVIRONMENT_REQUEST)).rejects.toThrow(refusal);

    // The role is taken away while the request is under way.
    scenario.permissions = notAt(['production']);
    const { validate, write } = scenario.actions();
    scenario.permissions = notAt(['staging']);
    const { open } = scenario.actions();
    const actions = { validate, write, open };
    await expect(
      scenario.run(ENVIRONMENT_REQUEST, undefined, { actions }),
    ).rejects.toThrow(refusal);
    expect(pulls()).toEqual([]);
  });

  it('becomes one pull request with one commit in the folder of the unit', async () => {
    const output = await scenario.run(ENVIRONMENT_REQUEST);

    const number = Number(output.pullRequestNumber);
    const pull = await api<{
      html_url: string;
      title: string;
      body: string;
      user: { login: string };
      head: { ref: string; sha: string };
      base: { ref: string };
      labels: { name: string }[];
      requested_reviewers: { login: string }[];
    }>(`pulls/${number}`);
    expect(output).toEqual({
      pullRequestUrl: pull.html_url,
      pullRequestNumber: number,
      requestPath: `/environments/requests/${REPOSITORY}/${number}`,
      headCommit: pull.head.sha,
      entityRef: 'resource:default/claims-staging',
    });
    expect(pull.head.ref).toMatch(
      /^plinth\/create-claims-staging-[0-9a-f]{8}$/,
    );
    expect(pull.base.ref).toBe('main');
    expect(pull.user.login).toBe('plinth[bot]');
    expect(pull.title).toBe(
      'Create environment claims-staging (staging, us-east-1)',
    );
    expect(pull.labels.map(({ name }) => name).sort()).toEqual([
      'environment',
      'plinth',
      'stage:staging',
    ]);
    expect(pull.requested_reviewers.map(({ login }) => login)).toEqual([
      'engineer',
    ]);
    expect(pull.body).toContain('| `cidr` | `10.1.0.0/16` |');
    expect(pull.body).toContain('/environments/requests/tasks/');
    expect(pull.body.trimEnd().split('\n').at(-1)).toBe(
      '<!-- plinth:request {"requester":"user:default/developer","template":"new-environment","entity":"resource:default/claims-staging","task":"task-1"} -->',
    );

    const files = await api<{ filename: string; status: string }[]>(
      `pulls/${number}/files`,
    );
    expect(files.map(({ filename, status }) => [filename, status])).toEqual([
      ['environments/claims-staging/catalog-info.yaml', 'added'],
      ['environments/claims-staging/environment.json', 'added'],
      ['environments/claims-staging/stack.ts', 'added'],
    ]);
    const commits = await api<
      {
        commit: Record<'author' | 'committer', JsonObject> & {
          message: string;
        };
      }[]
    >(`pulls/${number}/commits`);
    expect(commits).toHaveLength(1);
    const [{ commit }] = commits;
    expect(commit.author).toMatchObject({
      name: 'The developer',
      email: 'developer@example.com',
    });
    expect(commit.committer).toMatchObject({
      name: 'plinth[bot]',
      email: expect.stringMatching(
        /^\d+\+plinth\[bot\]@users\.noreply\.localhost$/,
      ),
    });
    expect(commit.message).toContain('Requested-by: user:default/developer');
    expect(scenario.logged.join('\n')).not.toMatch(/ghs_|PRIVATE KEY/);
    expect(scenario.usedPermissions()).toEqual(PORTAL_NEEDS.requests);
  });

  it('is one pull request however often it is submitted, by any task, at any time', async () => {
    const task = scenario.task();
    const first = await scenario.run(ENVIRONMENT_REQUEST, task);
    task.steps.clear();
    task.checkpoints.clear();
    await expect(scenario.run(ENVIRONMENT_REQUEST, task)).resolves.toEqual(
      first,
    );
    await expect(scenario.run(ENVIRONMENT_REQUEST)).resolves.toEqual(first);
    const again = await Promise.all(
      [1, 2, 3].map(() => scenario.run(ENVIRONMENT_REQUEST)),
    );
    expect(again).toEqual([first, first, first]);
    expect(pulls()).toHaveLength(1);
    expect(await scenario.requestBranches()).toHaveLength(1);
  });

  it('is one pull request when it is submitted three times at once', async () => {
    const results = await Promise.allSettled(
      [1, 2, 3].map(() => scenario.run(ENVIRONMENT_REQUEST)),
    );
    const urls = results.flatMap(result =>
      result.status === 'fulfilled' ? [result.value.pullRequestUrl] : [],
    );
    expect(urls).toHaveLength(3);
    expect(new Set(urls).size).toBe(1);
    expect(pulls()).toHaveLength(1);
  });

  it('leaves the name to one of two people who ask at once', async () => {
    const results = await Promise.allSettled(
      [DEVELOPER, ENGINEER].map(requester =>
        scenario.run(ENVIRONMENT_REQUEST, scenario.task(requester)),
      ),
    );
    expect(results.map(({ status }) => status).sort()).toEqual([
      'fulfilled',
      'rejected',
    ]);
    const refused = results.find(({ status }) => status === 'rejected');
    expect(refused).toMatchObject({ reason: { name: 'ConflictError' } });
    expect(pulls()).toHaveLength(1);
  });

  it('conflicts with an open request for the same name, and names it', async () => {
    const { pullRequestNumber } = await scenario.run(ENVIRONMENT_REQUEST);
    await expect(
      scenario.run(ENVIRONMENT_REQUEST, scenario.task(ENGINEER)),
    ).rejects.toThrow(
      `name: claims-staging is already asked for by user:default/developer in pull request #${pullRequestNumber}`,
    );
    await expect(
      scenario.run({ ...ENVIRONMENT_REQUEST, monthlyBudget: 600 }),
    ).rejects.toThrow(
      `You already asked for claims-staging with other values in pull request #${pullRequestNumber}`,
    );
    expect(pulls()).toHaveLength(1);
  });

  it('is recognised after a reviewer changed its files', async () => {
    const first = await scenario.run(ENVIRONMENT_REQUEST);
    const [pull] = pulls();
    const headCommit = await scenario.commit(
      { 'environments/claims-staging/stack.ts': '// changed in review\n' },
      pull.headRef,
    );
    await expect(scenario.run(ENVIRONMENT_REQUEST)).resolves.toEqual({
      ...first,
      headCommit,
    });
  });

  it('can be made again after its pull request was closed', async () => {
    const task = scenario.task();
    const first = await scenario.run(ENVIRONMENT_REQUEST, task);
    await scenario.github.pulls.update(
      REPOSITORY,
      Number(first.pullRequestNumber),
      { state: 'closed' },
      'admin',
    );
    task.steps.clear();
    const second = await scenario.run(ENVIRONMENT_REQUEST, task);
    expect(second.pullRequestNumber).not.toBe(first.pullRequestNumber);
    await expect(scenario.run(ENVIRONMENT_REQUEST)).resolves.toEqual(second);
    expect(pulls().filter(({ state }) => state === 'open')).toHaveLength(1);
  });

  it('finds its pull request when it resumes after the merge', async () => {
    const task = scenario.task();
    const first = await scenario.run(ENVIRONMENT_REQUEST, task);
    const number = Number(first.pullRequestNumber);
    await scenario.github.pulls.merge({
      repo: REPOSITORY,
      number,
      actor: 'admin',
    });
    task.steps.delete('open');
    task.checkpoints.clear();
    await expect(scenario.run(ENVIRONMENT_REQUEST, task)).resolves.toEqual(
      first,
    );
    await expect(scenario.run(ENVIRONMENT_REQUEST)).rejects.toThrow(
      'name: claims-staging is taken by environments/claims-staging on main',
    );
    expect(pulls()).toHaveLength(1);
  });

  it('gets the next network that neither a unit nor an open request has', async () => {
    await scenario.run({
      ...ENVIRONMENT_REQUEST,
      name: 'first',
      parameters: { cidr: '10.2.0.0/16' },
    });
    await scenario.run({ ...ENVIRONMENT_REQUEST, name: 'second' });
    await scenario.run({ ...ENVIRONMENT_REQUEST, name: 'third' });
    const networks = await Promise.all(
      pulls().map(async ({ headRef, number }) => {
        const [, { filename }] = await api<{ filename: string }[]>(
          `pulls/${number}/files`,
        );
        const file = await scenario.github.repositories.readFile(
          REPOSITORY,
          headRef,
          filename,
        );
        return JSON.parse(String(file)).parameters.cidr;
      }),
    );
    expect(networks.sort()).toEqual([
      '10.1.0.0/16',
      '10.2.0.0/16',
      '10.3.0.0/16',
    ]);
    await expect(
      scenario.run({
        ...ENVIRONMENT_REQUEST,
        name: 'fourth',
        parameters: { cidr: '10.2.0.0/16' },
      }),
    ).rejects.toThrow(
      /parameters\.cidr: 10\.2\.0\.0\/16 overlaps 10\.2\.0\.0\/16 of first, asked for in pull request #\d/,
    );
  });

  it('gets a network that the rules of its blueprint take, whatever the request names besides', async () => {
    const spoke = {
      ...ENVIRONMENT_REQUEST,
      parameters: {
        transitGatewayId: 'tgw-0123456789abcdef0',
        hubCidrs: ['10.0.0.0/16', '10.1.4.0/24'],
      },
    };
    await scenario.run(spoke);
    expect(pulls()[0].body).toContain('| `cidr` | `10.2.0.0/16` |');
  });

  it('gets a network of its own even if others ask at the same moment, on two replicas', async () => {
    const replicas = [scenario.actions(), scenario.actions()];
    await Promise.all(
      ['one', 'two', 'three', 'four', 'five'].map((name, index) =>
        scenario.run(
          { ...ENVIRONMENT_REQUEST, name: `team-${name}` },
          scenario.task(),
          { actions: replicas[index % 2] },
        ),
      ),
    );
    const networks = pulls().map(({ body }) => /10\.\d+\.0\.0/.exec(body)?.[0]);
    expect(networks.sort()).toEqual([
      '10.1.0.0',
      '10.2.0.0',
      '10.3.0.0',
      '10.4.0.0',
      '10.5.0.0',
    ]);
  });

  it('is refused if another names the same network at the same moment on another replica', async () => {
    const ends = await Promise.allSettled(
      ['one', 'two', 'three'].map(name =>
        scenario.run(
          {
            ...ENVIRONMENT_REQUEST,
            name: `team-${name}`,
            parameters: { cidr: '10.9.0.0/16' },
          },
          scenario.task(),
          { actions: scenario.actions() },
        ),
      ),
    );
    expect(pulls()).toHaveLength(1);
    const refusals = ends.flatMap(end =>
      end.status === 'rejected' ? [String(end.reason)] : [],
    );
    expect(refusals).toHaveLength(2);
    for (const refusal of refusals) {
      expect(refusal).toMatch(
        /parameters\.cidr: 10\.9\.0\.0\/16 overlaps 10\.9\.0\.0\/16/,
      );
    }
  });

  it('reserves no network for an environment that main has given up since', async () => {
    const gone = 'environments/gone/environment.json';
    await scenario.commit({
      [gone]: JSON.stringify({
        ...CLAIMS_DEV,
        name: 'gone',
        parameters: { cidr: '10.1.0.0/16' },
      }),
    });
    await scenario.run({ ...ENVIRONMENT_REQUEST, name: 'made-before' });
    expect(pulls()[0].body).toContain('10.2.0.0/16');
    await scenario.commit({ [gone]: null });
    await scenario.run({ ...ENVIRONMENT_REQUEST, name: 'made-after' });
    const after = pulls().find(({ headRef }) => headRef.includes('made-after'));
    expect(after?.body).toContain('| `cidr` | `10.1.0.0/16` |');
  });

  it.each<[string, Record<string, string>]>([
    ['no JSON', { 'environments/odd/environment.json': '{' }],
    ['no unit', { 'environments/odd/environment.json': '{"kind":"moon"}' }],
    [
      'the whole pool for itself',
      {
        'environments/odd/environment.json': JSON.stringify({
          ...CLAIMS_DEV,
          name: 'odd',
          parameters: { cidr: '0.0.0.0/0' },
        }),
      },
    ],
    [
      'a unit of an unknown blueprint',
      {
        'environments/odd/environment.json': JSON.stringify({
          ...CLAIMS_DEV,
          name: 'odd',
          blueprint: 'castle',
          parameters: { cidr: '10.1.0.0/16' },
        }),
      },
    ],
  ])(
    'is not stopped by somebody else’s pull request that holds %s',
    async (_, changes) => {
      await scenario.github.repositories.commit(REPOSITORY, {
        branch: 'plinth/odd',
        message: 'Odd',
        changes,
        author: { name: 'Engineer', email: 'engineer@example.com' },
        pusher: 'engineer',
      });
      const odd = await scenario.github.pulls.create({
        repo: REPOSITORY,
        title: 'Odd',
        head: 'plinth/odd',
        base: 'main',
        author: 'engineer',
      });
      await scenario.run(ENVIRONMENT_REQUEST);
      const [pull] = pulls().filter(({ headRef }) => headRef !== 'plinth/odd');
      expect(pull.body).toContain('| `cidr` | `10.1.0.0/16` |');
      expect(scenario.logged.join('\n')).toMatch(
        new RegExp(
          `environments/odd of pull request #${odd.number} occupies nothing until it is repaired`,
        ),
      );
    },
  );

  it('tells the reviewer when the owner is no group of the requester', async () => {
    await scenario.run({
      ...ENVIRONMENT_REQUEST,
      owner: 'group:default/payments',
    });
    const warning =
      '**`user:default/developer` is not of the owner `group:default/payments`**';
    expect(pulls()[0].body).toContain(warning);
    await scenario.run({ ...ENVIRONMENT_REQUEST, name: 'of-their-own' });
    await scenario.run({
      ...ENVIRONMENT_REQUEST,
      name: 'for-themselves',
      owner: 'user:default/developer',
    });
    const told = pulls().filter(({ body }) =>
      body.includes('is not of the owner'),
    );
    expect(told.map(({ title }) => title)).toEqual([
      'Create environment claims-staging (staging, us-east-1)',
    ]);
  });

  describe('whose pull request is open', () => {
    const realFetch = globalThis.fetch;
    afterEach(() => {
      globalThis.fetch = realFetch;
    });

    /** GitHub answers some calls in another way. */
    function answer(
      isMeant: (method: string, path: string, body: string) => boolean,
      status: number,
      body: object,
      permissions?: string,
    ) {
      globalThis.fetch = async (input, init) => {
        const { pathname } = new URL(String(input));
        const { method = 'GET' } = init ?? {};
        return isMeant(method, pathname, String(init?.body))
          ? Response.json(body, {
              status,
              headers: permissions
                ? { 'x-accepted-github-permissions': permissions }
                : {},
            })
          : realFetch(input, init);
      };
    }

    const INTEGRATION = 'Resource not accessible by integration';

    it.each<[string, Parameters<typeof answer>, RegExp]>([
      [
        'labels without the permission',
        [
          (method, path) => method === 'POST' && path.endsWith('/labels'),
          403,
          { message: INTEGRATION },
          'issues=write; pull_requests=write',
        ],
        /Pull request #\d+ could not be labelled plinth, environment, stage:staging: .*needs the permission Issues: write or Pull requests: write/,
      ],
      [
        'labels that it would have to make',
        [
          (method, path) => method === 'POST' && path.endsWith('/labels'),
          403,
          {
            message:
              'You do not have permission to create labels on this repository.',
            errors: [
              { resource: 'Repository', field: 'label', code: 'unauthorized' },
            ],
          },
          'issues=write; pull_requests=write',
        ],
        /could not be labelled .*needs the permission Issues: write$/,
      ],
      [
        'labels while it is down',
        [
          (method, path) => method === 'POST' && path.endsWith('/labels'),
          502,
          { message: 'Bad gateway' },
        ],
        /could not be labelled .*does not answer as it should/,
      ],
      [
        'reviewers without the permission',
        [
          (method, path) =>
            method !== 'GET' && path.endsWith('/requested_reviewers'),
          403,
          { message: INTEGRATION },
          'pull_requests=write',
        ],
        /(reviewers of pull request #\d+ could not be asked|could not be asked to review pull request #\d+): .*needs the permission Pull requests: write/,
      ],
      [
        'the list of reviewers without the permission',
        [
          (method, path) =>
            method === 'GET' && path.endsWith('/requested_reviewers'),
          403,
          { message: INTEGRATION },
          'pull_requests=read',
        ],
        /reviewers of pull request #\d+ could not be asked: .*needs the permission Pull requests: read/,
      ],
      [
        'teams of which it may not know',
        [
          (method, _path, body) =>
            method === 'POST' && body.includes('team_reviewers'),
          422,
          {
            message: 'Validation Failed',
            errors: [
              "Could not resolve to a node with the global id of 'T_1'.",
            ],
          },
        ],
        /platform could not be asked to review pull request #\d+: .*Members: read, and each team access/,
      ],
    ])('stands when GitHub refuses %s', async (_, refusal, warning) => {
      await scenario.commit({
        '.github/CODEOWNERS': '* @developer @admin @acme/platform\n',
      });
      answer(...refusal);
      const output = await scenario.run(ENVIRONMENT_REQUEST);
      expect(output.pullRequestNumber).toBe(pulls()[0].number);
      const warned = scenario.logged.map(line => line.split(' undefined ')[0]);
      expect(warned).toContainEqual(expect.stringMatching(warning));

      globalThis.fetch = realFetch;
      await scenario.run(ENVIRONMENT_REQUEST);
      const [{ labels }] = pulls();
      expect(labels).toEqual(
        expect.arrayContaining(['plinth', 'environment', 'stage:staging']),
      );
    });
  });

  it('for a tenant takes its place from the environment', async () => {
    const request = {
      kind: 'tenant',
      name: 'acme-two',
      environment: 'resource:default/claims-dev',
      owner: 'group:default/platform',
      blueprint: 'tenant',
      monthlyBudget: 50,
    };
    const { headCommit } = await scenario.run(request);
    const read = async (name: string) =>
      String(
        await scenario.github.repositories.readFile(
          REPOSITORY,
          String(headCommit),
          `tenants/acme-two/${name}`,
        ),
      );
    expect(JSON.parse(await read('tenant.json'))).toEqual({
      kind: 'tenant',
      name: 'acme-two',
      environment: 'claims-dev',
      blueprint: 'tenant',
      version: '1.0.0',
      stage: 'dev',
      account: '111122223333',
      region: 'us-east-1',
      owner: 'group:default/platform',
      monthlyBudget: 50,
      parameters: {},
    });
    expect(await read('catalog-info.yaml')).toContain(
      'system: system:default/claims',
    );
    await expect(
      scenario.run({ ...request, name: 'elsewhere', region: 'us-west-2' }),
    ).rejects.toThrow(/region: must be "us-east-1" like that of environment/);
    await expect(
      scenario.run({ ...request, name: 'nowhere', environment: 'nope' }),
    ).rejects.toThrow(/there is no environments\/nope\/environment\.json/);
  });

  it('in a dry run is checked and written to the workspace, and nothing else', async () => {
    const task = scenario.task();
    await expect(
      scenario.run(ENVIRONMENT_REQUEST, task, { dryRun: true }),
    ).resolves.toEqual({
      pullRequestUrl: `${scenario.github.url}/${REPOSITORY}/pull/0`,
      pullRequestNumber: 0,
      requestPath: `/environments/requests/${REPOSITORY}/0`,
      headCommit: '0'.repeat(40),
      entityRef: 'resource:default/claims-staging',
    });
    expect(pulls()).toEqual([]);
    expect(await scenario.requestBranches()).toEqual([]);
  });

  it('survives the loss of its workspace', async () => {
    const task = scenario.task();
    await scenario.run(ENVIRONMENT_REQUEST, task, { dryRun: true });
    task.steps.delete('open');
    await rm(task.workspacePath, { recursive: true });
    const output = await scenario.run(ENVIRONMENT_REQUEST, task);
    expect(output.pullRequestNumber).toBe(pulls()[0].number);
  });

  it.each([
    ['stack.ts', '// evil', /stack\.ts in the workspace is not what/],
    [
      'environment.json',
      '{}',
      /environment\.json in the workspace is not what/,
    ],
    [
      '../claims-staging/more.ts',
      '',
      /more\.ts in the workspace does not belong/,
    ],
  ])(
    'publishes nothing if another step wrote %s',
    async (name, text, message) => {
      const task = scenario.task();
      await scenario.run(ENVIRONMENT_REQUEST, task, { dryRun: true });
      task.steps.delete('open');
      await writeFile(
        join(task.workspacePath, 'environments/claims-staging', name),
        text,
      );
      await expect(scenario.run(ENVIRONMENT_REQUEST, task)).rejects.toThrow(
        message,
      );
      expect(await scenario.requestBranches()).toEqual([]);
    },
  );

  it('takes the name of a stack that is left of the same unit', async () => {
    await expect(
      scenario.run({ ...ENVIRONMENT_REQUEST, name: 'claims-again' }),
    ).resolves.toMatchObject({ pullRequestNumber: expect.anything() });
  });

  describe('that must not be', () => {
    const refusals: [string, JsonObject, RegExp][] = [
      [
        'a name on main',
        { name: 'claims-dev' },
        /name: claims-dev is taken by environments\/claims-dev on main/,
      ],
      [
        "a tenant's name",
        { name: 'acme-claims' },
        /name: acme-claims is taken by tenants\/acme-claims on main/,
      ],
      [
        "another entity's name",
        { name: 'only-in-catalog' },
        /taken by resource:default\/only-in-catalog in the catalog/,
      ],
      [
        "the name of another unit's stack in the account and region",
        { name: 'claims-dev-search' },
        /name: claims-dev-search is taken by a stack of environments\/claims-dev in account 444455556666, us-east-1/,
      ],
      [
        'the name of a stack that no unit has',
        { name: 'payroll' },
        /name: payroll would take stack payroll in account 444455556666, us-east-1, which is no unit's/,
      ],
      [
        'a name whose edge would take a stack that no unit has',
        { name: 'invoices' },
        /would take stack invoices-edge in account/,
      ],
      [
        'an unknown account',
        { account: '999988887777' },
        /account: phase operate does not authorize account "999988887777"/,
      ],
      [
        'a region that is not authorized',
        { region: 'eu-west-1' },
        /region: account 444455556666 \(staging\) is authorized in us-east-1/,
      ],
      [
        'a stage that the account is not for',
        { stage: 'dev' },
        /stage: account 444455556666 \(staging\) is for staging, not for dev/,
      ],
      [
        'a network in use',
        { parameters: { cidr: '10.0.0.0/16' } },
        /10\.0\.0\.0\/16 overlaps 10\.0\.0\.0\/16 of environments\/claims-dev/,
      ],
      [
        'an unknown owner',
        { owner: 'group:default/nobody' },
        /owner: group:default\/nobody is not in the catalog/,
      ],
      [
        'no owner reference',
        { owner: 'a b\nc' },
        /owner: must be a full entity reference/,
      ],
      [
        'a negative budget',
        { monthlyBudget: -1 },
        /monthlyBudget: must be at least 1 US dollar/,
      ],
      [
        'a budget of zero',
        { monthlyBudget: 0 },
        /monthlyBudget: must be at least 1 US dollar/,
      ],
      [
        'an unknown blueprint',
        { blueprint: 'castle' },
        /blueprint: must be a known blueprint/,
      ],
      [
        'an unknown parameter',
        { parameters: { castle: true } },
        /unknown "castle"/,
      ],
      [
        'personal data',
        { parameters: { databaseClass: 'jane.doe@example.com' } },
        /looks like a e-mail address|e-mail/,
      ],
      ...[
        '',
        'a"b',
        "a'b",
        'abc\ndef',
        '../abc',
        'environments/../x',
        '${abc}',
        '${{ secrets.x }}',
        'Abc',
        'abc--d',
        'x'.repeat(500),
      ].map((name): [string, JsonObject, RegExp] => [
        `the name ${JSON.stringify(name).slice(0, 30)}`,
        { name },
        /name: must/,
      ]),
    ];

    it('is refused with its reason, and leaves nothing behind', async () => {
      for (const [what, change, message] of refusals) {
        const task = scenario.task();
        const error = await scenario
          .run({ ...ENVIRONMENT_REQUEST, ...change }, task)
          .then(
            () => new Error(`${what} was accepted`),
            (refusal: Error) => refusal,
          );
        expect(error.message).toMatch(message);
        expect(['InputError', 'ConflictError']).toContain(error.name);
        expect(error.message.length).toBeLessThan(1000);
        expect(existsSync(task.workspacePath)).toBe(false);
      }
      expect(await scenario.requestBranches()).toEqual([]);
      expect(pulls()).toEqual([]);
    });

    it('is refused again before it is opened', async () => {
      const task = scenario.task();
      await scenario.run(ENVIRONMENT_REQUEST, task, { dryRun: true });
      task.steps.delete('open');
      await scenario.commit({
        'governance/phase.yaml': GOVERNANCE.replace(
          '444455556666',
          '555566667777',
        ),
      });
      await expect(scenario.run(ENVIRONMENT_REQUEST, task)).rejects.toThrow(
        /does not authorize account "444455556666"/,
      );
      expect(await scenario.requestBranches()).toEqual([]);
    });

    it.each([
      ['missing', null, /governance\/phase\.yaml: is missing or empty/],
      ['no YAML', '{', /governance\/phase\.yaml is no YAML/],
      ['another document', 'kind: Other\n', /governance\/phase\.yaml: /],
    ])(
      'is everything when the governance file is %s',
      async (_, text, message) => {
        await scenario.commit({ 'governance/phase.yaml': text });
        await expect(scenario.run(ENVIRONMENT_REQUEST)).rejects.toThrow(
          message,
        );
        expect(await scenario.requestBranches()).toEqual([]);
      },
    );

    it('is every network while a unit on main cannot be read', async () => {
      await scenario.commit({
        'environments/claims-dev/environment.json': `${JSON.stringify(CLAIMS_DEV)}}`,
      });
      await expect(scenario.run(ENVIRONMENT_REQUEST)).rejects.toThrow(
        /environments\/claims-dev\/environment\.json cannot be read/,
      );
    });
  });
});
