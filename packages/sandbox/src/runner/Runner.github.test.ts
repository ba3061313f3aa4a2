import { Octokit } from '@octokit/rest';
import { SandboxClock } from '../clock';
import { DocumentStore } from '../documents';
import { startTestGitHub, TestGitHub } from '../github/testing';
import { startAws } from '../aws';
import type { AwsSandbox } from '../aws';
import type { RunnerSandbox } from './RunnerSandbox';
import { startRunner } from './startRunner';
import { until } from './testing/World';

const REPO = 'acme/infrastructure';
const repo = { owner: 'acme', repo: 'infrastructure' };
const ACCOUNT = '111122223333';

const PLAN = `
name: plan
on: { pull_request: { branches: [main] } }
permissions: { contents: read, id-token: write }
jobs:
  plan:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with: { fetch-depth: 0 }
      - run: |
          git diff --name-only origin/\${{ github.base_ref }}...HEAD
          test ! -e broken
`;

const DEPLOY = `
name: deploy
on: { push: { branches: [main], paths: ['environments/**'] } }
permissions: { contents: read, id-token: write }
concurrency: deploy
jobs:
  deploy:
    runs-on: ubuntu-latest
    environment: production
    steps:
      - uses: actions/checkout@v4
      - uses: aws-actions/configure-aws-credentials@v4
        with:
          role-to-assume: arn:aws:iam::${ACCOUNT}:role/plinth-deploy
          aws-region: us-east-1
          role-session-name: plinth-\${{ github.run_id }}
      - run: |
          echo "key \${AWS_ACCESS_KEY_ID:0:4} region $AWS_REGION"
          echo "secret $AWS_SECRET_ACCESS_KEY"
          node -e "
            fetch(process.env.ACTIONS_ID_TOKEN_REQUEST_URL + '&audience=plinth', {
              headers: { authorization: 'bearer ' + process.env.ACTIONS_ID_TOKEN_REQUEST_TOKEN },
            }).then(response => response.json()).then(({ value }) =>
              console.log('claims ' + Buffer.from(value.split('.')[1], 'base64url')),
            )"
`;

describe('Runner on the GitHub and AWS sandboxes', () => {
  let test: TestGitHub;
  let aws: AwsSandbox;
  let runner: RunnerSandbox;
  let documents: DocumentStore;

  beforeAll(async () => {
    test = await startTestGitHub();
    documents = DocumentStore.open(':memory:');
    const parts = {
      clock: new SandboxClock(),
      documents,
      dataDir: test.folder,
    };
    aws = await startAws({ ...parts, port: 0 });
    aws.iam.putOidcProvider({
      account: ACCOUNT,
      url: test.github.issuer,
      clientIds: ['sts.amazonaws.com'],
    });
    const issuer = test.github.issuer.replace('http://', '');
    aws.iam.putRole({
      account: ACCOUNT,
      roleName: 'plinth-deploy',
      trust: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: {
              Federated: `arn:aws:iam::${ACCOUNT}:oidc-provider/${issuer}`,
            },
            Action: 'sts:AssumeRoleWithWebIdentity',
            Condition: {
              StringEquals: {
                [`${issuer}:aud`]: 'sts.amazonaws.com',
                [`${issuer}:sub`]: `repo:${REPO}:environment:production`,
              },
            },
          },
        ],
      },
    });
    runner = await startRunner({ parts, github: test.github, aws });
    await test.github.repositories.commit(REPO, {
      branch: 'main',
      message: 'Add the workflows',
      changes: {
        '.github/workflows/plan.yml': PLAN,
        '.github/workflows/deploy.yml': DEPLOY,
      },
      author: { name: 'admin', email: 'admin@acme.example' },
      pusher: 'admin',
    });
    test.github.repositories.protect(REPO, 'main', {
      requiredStatusChecks: { strict: false, contexts: ['plan'] },
    });
    test.github.actions.setEnvironment(REPO, 'production', {
      reviewers: ['acme/platform'],
      preventSelfReview: true,
    });
  });

  afterAll(async () => {
    await runner.close();
    await aws.close();
    await test.close();
    documents.close();
  });

  const openPull = async (branch: string, file: string) => {
    await test.github.repositories.commit(REPO, {
      branch,
      message: `Change ${file}`,
      changes: { [file]: '{}\n' },
      author: { name: 'developer', email: 'developer@acme.example' },
      pusher: 'developer',
    });
    const { data } = await test
      .as('developer')
      .pulls.create({ ...repo, title: branch, head: branch, base: 'main' });
    await runner.idle();
    return data;
  };
  const latestRun = () => test.github.actions.runs(REPO)[0];
  const logOf = async (runId: number) => {
    const octokit = test.as('developer');
    const { data } = await octokit.actions.listJobsForWorkflowRun({
      ...repo,
      run_id: runId,
    });
    const log = await octokit.actions.downloadJobLogsForWorkflowRun({
      ...repo,
      job_id: data.jobs[0].id,
    });
    return String(log.data);
  };

  it('sets the required check on the head of a pull request, good or bad', async () => {
    const bad = await openPull('bad', 'broken');
    const octokit = test.as('developer');
    const checks = async (ref: string) =>
      (await octokit.checks.listForRef({ ...repo, ref })).data.check_runs.map(
        ({ name, conclusion }) => [name, conclusion],
      );
    expect(await checks(bad.head.sha)).toEqual([['plan', 'failure']]);
    await expect(
      test.as('engineer').pulls.merge({ ...repo, pull_number: bad.number }),
    ).rejects.toMatchObject({ status: 405 });

    const good = await openPull('good', 'environments/two/environment.json');
    expect(await checks(good.head.sha)).toEqual([['plan', 'success']]);
    expect(latestRun()).toMatchObject({
      event: 'pull_request',
      conclusion: 'success',
      pullRequests: [good.number],
    });
    expect(await logOf(latestRun().id)).toContain(
      'environments/two/environment.json',
    );
  });

  it('deploys a merge when its environment is approved, with a role of its own', async () => {
    const pull = await openPull('next', 'environments/three/environment.json');
    const { data: merge } = await test
      .as('developer')
      .pulls.merge({ ...repo, pull_number: pull.number });
    await until(
      () => latestRun().name === 'deploy' && latestRun().status === 'waiting',
    );
    const run_id = latestRun().id;
    const octokit = test.as('engineer');
    const { data: pending } = await octokit.actions.getPendingDeploymentsForRun(
      { ...repo, run_id },
    );
    await octokit.actions.reviewPendingDeploymentsForRun({
      ...repo,
      run_id,
      environment_ids: pending.map(each => each.environment.id ?? 0),
      state: 'approved',
      comment: 'Go',
    });
    await runner.idle();
    const log = await logOf(run_id);
    expect(latestRun()).toMatchObject({
      headSha: merge.sha,
      conclusion: 'success',
    });
    expect(log).toContain(
      `Authenticated as arn:aws:sts::${ACCOUNT}:assumed-role/plinth-deploy/plinth-${run_id}`,
    );
    expect(log).toContain('key ASIA region us-east-1');
    expect(log).toMatch(/secret \*\*\*$/m);
    const [, claims] = /claims (\{.*\})/.exec(log) ?? [];
    expect(JSON.parse(claims)).toMatchObject({
      iss: test.github.issuer,
      aud: 'plinth',
      sub: `repo:${REPO}:environment:production`,
      repository: REPO,
      run_id: String(run_id),
      sha: merge.sha,
      ref: 'refs/heads/main',
      event_name: 'push',
      actor: 'developer',
    });
  });

  it('lets runs wait for approval when a run of its own opened the pull request', async () => {
    const opener = latestRun();
    const token = test.github.actions.mintToken(opener.id, {
      contents: 'write',
      'pull-requests': 'write',
      actions: 'write',
    });
    const byRun = new Octokit({
      baseUrl: test.github.apiUrl,
      auth: token,
      log: { debug() {}, info() {}, warn() {}, error() {} },
    });
    const open = async (branch: string) => {
      await test.github.repositories.commit(REPO, {
        branch,
        message: 'Change by a run',
        changes: { 'environments/four/environment.json': '{}\n' },
        author: { name: 'admin', email: 'admin@acme.example' },
        pusher: 'admin',
      });
      await byRun.pulls.create({
        ...repo,
        title: 'Change by a run',
        head: branch,
        base: 'main',
      });
      await runner.idle();
      const opened = latestRun();
      expect(opened).toMatchObject({
        name: 'plan',
        status: 'completed',
        conclusion: 'action_required',
      });
      return opened;
    };
    const run = await open('by-run');
    expect(test.github.actions.jobs(run.id)).toEqual([]);

    const approve = (octokit: Octokit) =>
      octokit.actions.approveWorkflowRun({ ...repo, run_id: run.id });
    const again = (octokit: Octokit, run_id = run.id) =>
      octokit.actions.reRunWorkflow({ ...repo, run_id });
    const failedAgain = (octokit: Octokit) =>
      octokit.actions.reRunWorkflowFailedJobs({ ...repo, run_id: run.id });
    for (const release of [approve, again, failedAgain]) {
      await expect(release(byRun)).rejects.toMatchObject({ status: 403 });
    }
    await runner.idle();
    expect(test.github.actions.jobs(run.id)).toEqual([]);
    await expect(approve(test.as('auditor'))).rejects.toMatchObject({
      status: 403,
    });
    await approve(test.as('engineer'));
    await runner.idle();
    expect(test.github.actions.run(run.id)).toMatchObject({
      conclusion: 'success',
      runAttempt: 1,
    });
    await expect(approve(test.as('engineer'))).rejects.toMatchObject({
      status: 403,
    });

    // Somebody with write access who runs it again approves it.
    const second = await open('by-run-too');
    await again(test.as('engineer'), second.id);
    await runner.idle();
    expect(test.github.actions.run(second.id)).toMatchObject({
      conclusion: 'success',
      runAttempt: 1,
    });

    // What else it does to the pull request starts nothing.
    await byRun.pulls.update({
      ...repo,
      pull_number: run.pullRequests[0],
      state: 'closed',
    });
    await runner.idle();
    expect(latestRun().id).toBe(second.id);
  });

  it('makes an environment that a job names and that is missing, without rules', async () => {
    await test.github.repositories.commit(REPO, {
      branch: 'main',
      message: 'Add a workflow',
      changes: {
        '.github/workflows/anywhere.yml': `
name: anywhere
on: workflow_dispatch
jobs:
  go:
    runs-on: ubuntu-latest
    environment: anywhere
    steps: [{ run: 'true' }]
`,
      },
      author: { name: 'admin', email: 'admin@acme.example' },
      pusher: 'admin',
    });
    await runner.idle();
    const octokit = test.as('engineer');
    const environment = () =>
      octokit.repos.getEnvironment({ ...repo, environment_name: 'anywhere' });
    await expect(environment()).rejects.toMatchObject({ status: 404 });
    await octokit.actions.createWorkflowDispatch({
      ...repo,
      workflow_id: 'anywhere.yml',
      ref: 'main',
    });
    await runner.idle();
    expect(latestRun()).toMatchObject({
      name: 'anywhere',
      conclusion: 'success',
    });
    const { data } = await environment();
    expect(data).toMatchObject({ name: 'anywhere', protection_rules: [] });
  });

  it('runs a failed run again when asked by REST', async () => {
    const failed = test.github.actions
      .runs(REPO)
      .find(run => run.conclusion === 'failure');
    await test
      .as('developer')
      .actions.reRunWorkflow({ ...repo, run_id: failed?.id ?? 0 });
    await runner.idle();
    expect(test.github.actions.run(failed?.id ?? 0)).toMatchObject({
      runAttempt: 2,
      status: 'completed',
      conclusion: 'failure',
    });
  });
});
