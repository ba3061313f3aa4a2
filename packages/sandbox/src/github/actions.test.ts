import { createPublicKey, verify } from 'node:crypto';
import { join } from 'node:path';
import { DocumentStore } from '../documents';
import type { WorkflowTrigger } from './events';
import { startGitHub } from './startGitHub';
import {
  startTestGitHub,
  type TestGitHub,
} from './__testUtils__/startTestGitHub';

const repo = { owner: 'acme', repo: 'infrastructure' };

describe('Actions', () => {
  let test: TestGitHub;
  let trigger: WorkflowTrigger;
  beforeAll(async () => {
    test = await startTestGitHub();
    await test.github.repositories.commit('acme/infrastructure', {
      branch: 'main',
      message: 'Add a workflow',
      changes: {
        '.github/workflows/deploy.yml':
          'name: Deploy\non:\n  push:\n  workflow_dispatch:\njobs: {}\n',
        '.github/workflows/plan.yml': 'on: pull_request\njobs: {}\n',
      },
      author: { name: 'admin', email: 'admin@acme.example' },
      pusher: 'admin',
    });
    const sha =
      (await test.github.repositories.resolve('acme/infrastructure', 'main')) ??
      '';
    trigger = {
      repo: 'acme/infrastructure',
      event: 'push',
      ref: 'refs/heads/main',
      sha,
      headSha: sha,
      sender: 'developer',
      changedFiles: [],
      payload: { head_commit: { message: 'Add a workflow\n\nmore' } },
    };
  });
  afterAll(() => test.close());

  const createRun = () =>
    test.github.actions.createRun({
      trigger,
      path: '.github/workflows/deploy.yml',
      name: 'Deploy',
    });

  it('lists workflows and dispatches the one that allows it', async () => {
    const octokit = test.as('developer');
    const { data } = await octokit.actions.listRepoWorkflows(repo);
    expect(data.workflows.map(each => each.name)).toEqual([
      'Deploy',
      '.github/workflows/plan.yml',
    ]);
    const heard: WorkflowTrigger[] = [];
    const stop = test.github.events.on('workflowTrigger', each =>
      heard.push(each),
    );
    await octokit.actions.createWorkflowDispatch({
      ...repo,
      workflow_id: 'deploy.yml',
      ref: 'main',
      inputs: { unit: 'one' },
    });
    stop();
    expect(heard).toEqual([
      expect.objectContaining({
        event: 'workflow_dispatch',
        workflow: '.github/workflows/deploy.yml',
        ref: 'refs/heads/main',
        inputs: { unit: 'one' },
      }),
    ]);
    await expect(
      octokit.actions.createWorkflowDispatch({
        ...repo,
        workflow_id: 'plan.yml',
        ref: 'main',
      }),
    ).rejects.toMatchObject({ status: 422 });
  });

  it('shows runs, jobs and logs, and sets a check for each job', async () => {
    const { actions } = test.github;
    const run = createRun();
    const job = actions.createJob(run.id, { key: 'deploy', name: 'deploy' });
    actions.updateRun(run.id, { status: 'in_progress' });
    actions.updateJob(job.id, { status: 'in_progress' });
    actions.appendLog(job.id, 'one\n');
    actions.appendLog(job.id, 'two\n');
    const octokit = test.as('developer');
    const checks = async () =>
      (
        await octokit.checks.listForRef({
          ...repo,
          ref: trigger.sha,
          check_name: 'deploy',
        })
      ).data.check_runs[0];
    expect(await checks()).toMatchObject({
      status: 'in_progress',
      app: { slug: 'github-actions' },
    });
    actions.updateJob(job.id, {
      status: 'completed',
      conclusion: 'failure',
      steps: [
        { name: 'Run', number: 1, status: 'completed', conclusion: 'failure' },
      ],
    });
    actions.updateRun(run.id, { status: 'completed', conclusion: 'failure' });
    expect(await checks()).toMatchObject({
      status: 'completed',
      conclusion: 'failure',
    });
    const { data: shown } = await octokit.actions.getWorkflowRun({
      ...repo,
      run_id: run.id,
    });
    expect(shown).toMatchObject({
      conclusion: 'failure',
      display_title: 'Add a workflow',
      run_number: 1,
    });
    const { data: log } = await octokit.actions.downloadJobLogsForWorkflowRun({
      ...repo,
      job_id: job.id,
    });
    expect(log).toBe('one\ntwo\n');

    const reruns: number[] = [];
    const stop = test.github.events.on('rerun', each =>
      reruns.push(each.runId),
    );
    await octokit.actions.reRunWorkflow({ ...repo, run_id: run.id });
    stop();
    expect(reruns).toEqual([run.id]);
    expect(actions.run(run.id)).toMatchObject({
      runAttempt: 2,
      status: 'queued',
      triggeringActor: 'developer',
    });
    expect(actions.jobs(run.id)).toEqual([]);
    expect(actions.jobs(run.id, 1)).toHaveLength(1);
  });

  it('lets required reviewers, and nobody else, approve a waiting deployment', async () => {
    const { actions } = test.github;
    actions.setEnvironment('acme/infrastructure', 'production', {
      reviewers: ['acme/platform'],
      preventSelfReview: true,
    });
    const run = createRun();
    actions.requestReview(run.id, 'production');
    const { data: pending } = await test
      .as('engineer')
      .actions.getPendingDeploymentsForRun({ ...repo, run_id: run.id });
    expect(pending).toMatchObject([
      { environment: { name: 'production' }, current_user_can_approve: true },
    ]);
    const review = (login: string) =>
      test.as(login).actions.reviewPendingDeploymentsForRun({
        ...repo,
        run_id: run.id,
        environment_ids: [pending[0].environment.id ?? 0],
        state: 'approved',
        comment: 'Go',
      });
    await expect(review('developer')).rejects.toMatchObject({ status: 403 });
    const heard: unknown[] = [];
    const stop = test.github.events.on('deploymentReview', each =>
      heard.push(each),
    );
    await review('engineer');
    stop();
    expect(heard).toEqual([
      expect.objectContaining({
        runId: run.id,
        environment: 'production',
        state: 'approved',
        reviewer: 'engineer',
      }),
    ]);
    expect(actions.pendingDeployments(run.id)).toEqual([]);
  });

  it('gives jobs OIDC tokens that verify against the published keys', async () => {
    const run = createRun();
    const request = test.github.actions.idTokenRequest({
      runId: run.id,
      environment: 'production',
    });
    const answer = await fetch(`${request.url}&audience=plinth`, {
      headers: { authorization: `Bearer ${request.token}` },
    });
    const { value } = (await answer.json()) as { value: string };
    const [head, body, signature] = value.split('.');
    const decode = (part: string) =>
      JSON.parse(Buffer.from(part, 'base64url').toString());
    const configuration = (await (
      await fetch(`${test.github.issuer}/.well-known/openid-configuration`)
    ).json()) as { issuer: string; jwks_uri: string };
    expect(configuration.issuer).toBe(test.github.issuer);
    const { keys } = (await (await fetch(configuration.jwks_uri)).json()) as {
      keys: (JsonWebKey & { kid: string })[];
    };
    const jwk = keys.find(each => each.kid === decode(head).kid);
    expect(
      verify(
        'sha256',
        Buffer.from(`${head}.${body}`),
        createPublicKey({ key: { ...jwk }, format: 'jwk' }),
        Buffer.from(signature, 'base64url'),
      ),
    ).toBe(true);
    expect(decode(body)).toMatchObject({
      iss: test.github.issuer,
      aud: 'plinth',
      sub: 'repo:acme/infrastructure:environment:production',
      repository: 'acme/infrastructure',
      ref: 'refs/heads/main',
      sha: trigger.sha,
      run_id: String(run.id),
      actor: 'developer',
      event_name: 'push',
      environment: 'production',
      job_workflow_ref:
        'acme/infrastructure/.github/workflows/deploy.yml@refs/heads/main',
    });
    test.github.actions.revokeToken(request.token);
    const refused = await fetch(request.url, {
      headers: { authorization: `Bearer ${request.token}` },
    });
    expect(refused.status).toBe(401);
  });

  it('tells of a run that ended although it was killed right then', async () => {
    const stop = test.github.events.on('workflowTrigger', () => undefined);
    const run = createRun();
    await test.github.actions.settled();
    test.github.actions.updateRun(run.id, {
      status: 'completed',
      conclusion: 'success',
    });
    // What is on the disk now is all that is left of a GitHub that is killed.
    const documents = DocumentStore.open(join(test.folder, 'documents.db'));
    const parts = { clock: test.clock, dataDir: test.folder };
    const github = await startGitHub({ ...parts, documents, port: 0 });
    const heard: WorkflowTrigger[] = [];
    github.events.on('workflowTrigger', each => heard.push(each));
    github.actions.tellUntold();
    await github.actions.settled();
    expect(heard).toMatchObject([
      {
        event: 'workflow_run',
        action: 'completed',
        follows: { id: run.id, workflow: 'Deploy', branch: 'main', chain: 1 },
      },
    ]);
    github.actions.tellUntold();
    await github.actions.settled();
    expect(heard).toHaveLength(1);
    stop();
    await github.close();
    documents.close();
  });

  it('keeps variables', async () => {
    const octokit = test.as('admin');
    await octokit.actions.createRepoVariable({
      ...repo,
      name: 'plinth_preinstalled',
      value: 'true',
    });
    await octokit.actions.updateRepoVariable({
      ...repo,
      name: 'PLINTH_PREINSTALLED',
      value: 'false',
    });
    const { data } = await octokit.actions.listRepoVariables(repo);
    expect(data.variables).toMatchObject([
      { name: 'PLINTH_PREINSTALLED', value: 'false' },
    ]);
    expect(test.github.actions.variables('acme/infrastructure')).toEqual({
      PLINTH_PREINSTALLED: 'false',
    });
  });
});
