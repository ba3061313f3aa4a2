import { createRemoteJWKSet, jwtVerify, type JWTPayload } from 'jose';
import {
  startTestGitHub,
  type TestGitHub,
} from './__testUtils__/startTestGitHub';
import type { WorkflowTrigger } from './events';

const repo = { owner: 'acme', repo: 'infrastructure' };
const WORKFLOW = '.github/workflows/deploy.yml';

describe('OIDC tokens of jobs', () => {
  let test: TestGitHub;
  let trigger: WorkflowTrigger;

  beforeAll(async () => {
    test = await startTestGitHub();
    test.github.events.on('workflowTrigger', each => {
      trigger = each;
    });
    test.github.repositories.protect('acme/infrastructure', 'main', {});
    await test.github.repositories.commit('acme/infrastructure', {
      branch: 'main',
      message: 'Deploy',
      changes: { 'environments/one/environment.json': '{}\n' },
      author: { name: 'Developer', email: 'developer@acme.example' },
      pusher: 'developer',
    });
  });
  afterAll(() => test.close());

  /** The verified claims of a token of a new run. */
  async function claims(
    change: Partial<WorkflowTrigger> = {},
    environment?: string,
  ): Promise<JWTPayload> {
    const run = test.github.actions.createRun({
      trigger: { ...trigger, ...change },
      path: WORKFLOW,
      name: 'deploy',
    });
    const token = await test.github.actions.mintOidcToken({
      runId: run.id,
      audience: 'plinth',
      ...(environment && { environment }),
    });
    const keys = createRemoteJWKSet(
      new URL(`${test.github.issuer}/.well-known/jwks`),
    );
    const { payload } = await jwtVerify(token, keys, {
      issuer: test.github.issuer,
      audience: 'plinth',
    });
    return payload;
  }

  const ids = async () => {
    const { data } = await test.as('admin').repos.get(repo);
    return { repository: data.id, owner: data.owner.id };
  };

  it('say which run of which workflow of which repository a job is', async () => {
    const payload = await claims({}, 'production');
    const { repository, owner } = await ids();
    expect(payload).toMatchObject({
      repository: 'acme/infrastructure',
      repository_id: String(repository),
      repository_owner: 'acme',
      repository_owner_id: String(owner),
      repository_visibility: 'public',
      environment: 'production',
      event_name: 'push',
      ref: 'refs/heads/main',
      ref_type: 'branch',
      ref_protected: 'true',
      sha: trigger.sha,
      run_id: expect.stringMatching(/^\d+$/),
      run_number: expect.stringMatching(/^\d+$/),
      run_attempt: '1',
      actor: 'developer',
      actor_id: expect.stringMatching(/^\d+$/),
      workflow: 'deploy',
      workflow_ref: `acme/infrastructure/${WORKFLOW}@refs/heads/main`,
      workflow_sha: trigger.sha,
      job_workflow_ref: `acme/infrastructure/${WORKFLOW}@refs/heads/main`,
      job_workflow_sha: trigger.sha,
      runner_environment: 'self-hosted',
      jti: expect.stringMatching(/^[\w-]{36}$/),
    });
    expect((await claims()).jti).not.toBe(payload.jti);
  });

  it.each([
    ['the ref', {}, undefined, 'ref:refs/heads/main'],
    ['a pull request', { event: 'pull_request' }, undefined, 'pull_request'],
    ['an environment', {}, 'production', 'environment:production'],
  ] as const)(
    'have a subject for %s, by names, and by names and numbers where the repository is set so',
    async (_, change, environment, context) => {
      const octokit = test.as('admin');
      const set = (use_immutable_subject: boolean) =>
        octokit.request(
          'PUT /repos/{owner}/{repo}/actions/oidc/customization/sub',
          { ...repo, use_default: true, use_immutable_subject },
        );
      await set(false);
      expect((await claims(change, environment)).sub).toBe(
        `repo:acme/infrastructure:${context}`,
      );
      await set(true);
      const { repository, owner } = await ids();
      const prefix = `repo:acme@${owner}/infrastructure@${repository}`;
      expect((await claims(change, environment)).sub).toBe(
        `${prefix}:${context}`,
      );
      const { data } = await octokit.actions.getCustomOidcSubClaimForRepo(repo);
      expect(data).toMatchObject({
        use_immutable_subject: true,
        sub_claim_prefix: prefix,
      });
    },
  );
});
