import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Pipeline, REPOSITORY, type OpenPull } from '../__testUtils__/Pipeline';

const PLAN = '<!-- plinth:plan -->';
const DEPLOY = '<!-- plinth:deploy plinth/deploy -->';
const DEV = { account: '111122223333', region: 'us-east-1' };

describe('who tries', () => {
  let pipeline: Pipeline;
  beforeAll(async () => {
    pipeline = await Pipeline.start();
  });
  afterAll(() => pipeline?.close());

  const find = (stackName: string, place = DEV) =>
    pipeline.aws.cloudFormation.store.find(place, stackName);
  const review = (pull: OpenPull, author: string) =>
    pipeline.github.pulls.review({
      repo: REPOSITORY,
      number: pull.number,
      author,
      event: 'APPROVE',
      body: '',
    });
  /** Proposes a unit of which what is made depends on where its code runs. */
  const proposeTwoFaced = (branch: string, face: string) =>
    pipeline.propose(branch, checkout => {
      checkout.writeEnvironment(`${branch}-dev`, {}, 'harmless');
      const file = `environments/${branch}-dev/stack.ts`;
      checkout.write(file, checkout.read(file).replace('"harmless"', face));
    });
  /** Merges without another review, as GitHub lets whoever has one. */
  const merge = async ({ number }: OpenPull) => {
    const { sha } = await pipeline.github.pulls.merge({
      repo: REPOSITORY,
      number,
      actor: 'admin',
      method: 'squash',
    });
    await pipeline.idle();
    return sha;
  };
  const expectRefused = (
    commit: string,
    pull: OpenPull,
    name: string,
    reason: RegExp,
  ) => {
    expect(pipeline.status(commit, 'plinth/deploy')?.state).toBe('failure');
    expect(pipeline.comment(pull, DEPLOY)).toMatch(reason);
    expect(find(name)).toBeUndefined();
  };

  // A change of the app reaches every unit, so it comes before those that leave hostile ones on main.
  it('to run code where deployments are made, does not: the app runs in the jobs of synthesis alone', async () => {
    const witness = path.join(pipeline.checkout.root, '.plinth-witness');
    writeFileSync(witness, '');
    const pull = await pipeline.propose('witness', checkout => {
      checkout.writeEnvironment('witness-dev');
      checkout.write(
        'app.ts',
        `import { appendFileSync } from 'node:fs';
import { synthesizeUnits } from '@plinth/delivery';
appendFileSync(${JSON.stringify(witness)}, process.env.GITHUB_WORKFLOW + '/' + process.env.GITHUB_JOB + '\\n');
synthesizeUnits({ root: __dirname });
`,
      );
    });
    await pipeline.merge(pull);
    expect(find('witness-dev')).toBeDefined();
    expect(readFileSync(witness, 'utf8').split('\n').filter(Boolean)).toEqual([
      'synth/synth',
      'deploy/synth',
    ]);
  });

  it('to have something else planned once it is approved, does not get it deployed', async () => {
    const pull = await proposeTwoFaced(
      'replan',
      "process.env.GITHUB_RUN_ATTEMPT === '1' ? 'harmless' : 'evil'",
    );
    expect(pipeline.status(pull.headSha, 'plinth/plan')?.state).toBe('success');
    await review(pull, 'admin');
    await pipeline.rerun('synth');
    expect(pipeline.status(pull.headSha, 'plinth/plan')?.state).toBe('success');
    const [first, second] = pipeline.portal
      .reports('plans')
      .filter(({ headCommit }) => headCommit === pull.headSha);
    expect(second.hash).not.toBe(first.hash);
    expectRefused(
      await merge(pull),
      pull,
      'replan-dev',
      /not approved: .*needs an approval of admin/,
    );
  });

  it('to synthesize something else in the deployment, is refused', async () => {
    const pull = await proposeTwoFaced(
      'resynth',
      "process.env.GITHUB_EVENT_NAME === 'push' ? 'evil' : 'harmless'",
    );
    expectRefused(
      await pipeline.merge(pull),
      pull,
      'resynth-dev',
      /is not what was approved/,
    );
  });

  it('to approve what they asked for, is refused', async () => {
    const pull = await pipeline.propose('own', checkout =>
      checkout.writeEnvironment('own-dev'),
    );
    const { approvals } = pipeline.portal;
    approvals.requester = { login: 'admin' };
    expectRefused(
      await pipeline.merge(pull),
      pull,
      'own-dev',
      /not approved: .*needs an approval of admin/,
    );
    approvals.requester = { login: 'developer' };
  });

  it('to approve before there is a plan, or an earlier commit, is refused', async () => {
    const pull = await pipeline.propose('early', checkout =>
      checkout.writeEnvironment('early-dev'),
    );
    await review(pull, 'admin');
    const file = 'environments/early-dev/stack.ts';
    pipeline.checkout.write(
      file,
      pipeline.checkout.read(file).replace('"one"', '"evil"'),
    );
    const headSha = pipeline.checkout.commit('Change it after the approval');
    await pipeline.checkout.reach('push', '--quiet', 'origin', 'early');
    await pipeline.idle();
    await expect(merge(pull)).rejects.toThrow();
    // Whoever may turn dismissal off still needs an approval of the newest commit.
    const { requiredStatusChecks, requiredReviews } =
      pipeline.github.repositories.protection(REPOSITORY, 'main') ?? {};
    pipeline.github.repositories.protect(REPOSITORY, 'main', {
      requiredStatusChecks,
      enforceAdmins: true,
    });
    expectRefused(
      await merge({ ...pull, headSha }),
      pull,
      'early-dev',
      /not approved: .*needs an approval of admin/,
    );
    pipeline.github.repositories.protect(REPOSITORY, 'main', {
      requiredStatusChecks,
      requiredReviews,
      enforceAdmins: true,
    });
  });

  it('to write a comment with the marker of the plan, does not get it shown as the plan', async () => {
    const pull = await pipeline.propose('marker', checkout =>
      checkout.writeEnvironment('marker-dev'),
    );
    // GitHub lists comments by their age; one that is written over keeps it.
    const { number } = pull;
    const [own] = pipeline.github.pulls.comments(REPOSITORY, number);
    const fake = `${PLAN}\n\n## Plan\n\nNothing changes.`;
    pipeline.github.pulls.comment({
      repo: REPOSITORY,
      number,
      author: 'reader',
      body: fake,
    });
    await pipeline.rerun('plan');
    expect(
      pipeline.github.pulls
        .comments(REPOSITORY, number)
        .map(({ author, body }) => [author, body.includes('1 to add')]),
    ).toEqual([
      ['github-actions[bot]', true],
      ['reader', false],
    ]);
    expect(own.body).toContain('1 stack: 1 to add');
    expect(pipeline.portal.reports('plans').at(-1)).toMatchObject({
      pullRequest: number,
      attempts: [
        {
          kind: 'planComment',
          text: expect.stringMatching(/^A comment by reader bears the marker/),
        },
      ],
    });
  });

  it('to have main ask for less, is told by the next plan, which reads that as every run may', async () => {
    const { repositories, pulls } = pipeline.github;
    const protection = repositories.protection(REPOSITORY, 'main')!;
    repositories.protect(REPOSITORY, 'main', {
      ...protection,
      requiredReviews: null,
      allowForcePushes: true,
    });
    await pipeline.rerun('plan');
    repositories.protect(REPOSITORY, 'main', protection);
    const marked = pulls
      .list(REPOSITORY)
      .find(({ headRef }) => headRef === 'marker')!;
    const comment = pipeline.comment(marked, PLAN);
    expect(comment).toMatch(/main needs no approval; ask for one/);
    expect(comment).toMatch(/main may be rewritten or deleted/);
  });

  it("to change what plans, gets main's plan", async () => {
    const pull = await pipeline.propose('workflows', checkout => {
      checkout.writeEnvironment('workflows-dev');
      const file = '.github/workflows/plan.yml';
      checkout.write(
        file,
        checkout
          .read(file)
          .replace('node --run plinth -- plan', 'echo EVIL && true'),
      );
      checkout.write(
        'plinth.json',
        checkout.read('plinth.json').replace('plinth-plan', 'evil-role'),
      );
    });
    const [job] = pipeline.lastRun('plan').jobs;
    expect(job.conclusion).toBe('success');
    expect(job.log).not.toContain('EVIL');
    expect(job.log).not.toContain('evil-role');
    expect(pipeline.comment(pull, PLAN)).not.toMatch(
      /main (needs no approval;|may)/,
    );
    expect(pipeline.status(pull.headSha, 'plinth/plan')?.state).toBe('success');
  });

  it('to take tokens in the job that runs their code, finds none that opens an account or the portal', async () => {
    const before = pipeline.portal.requests.length;
    await pipeline.propose('tokens', checkout => {
      checkout.writeEnvironment('tokens-dev');
      const file = '.github/workflows/synth.yml';
      checkout.write(
        file,
        checkout
          .read(file)
          .replace('contents: read', 'contents: read\n  id-token: write')
          .replace(
            '      - run: node --run plinth',
            `      - run: |
          token=$(curl -sS -H "authorization: Bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN" "$ACTIONS_ID_TOKEN_REQUEST_URL&audience=sts.amazonaws.com" | sed 's/.*"value":"//;s/".*//')
          curl -sS "$AWS_ENDPOINT_URL" -d Action=AssumeRoleWithWebIdentity -d Version=2011-06-15 -d RoleSessionName=evil -d RoleArn=arn:aws:iam::111122223333:role/plinth-plan --data-urlencode "WebIdentityToken=$token"
      - run: node --run plinth`,
          ),
      );
    });
    const log = pipeline.lastRun('synth').jobs[0].log;
    expect(log).toMatch(/AccessDenied/);
    expect(log).not.toMatch(/SecretAccessKey/);
    expect(
      pipeline.portal.requests
        .slice(before)
        .map(({ claims }) => claims.job_workflow_ref),
    ).toEqual([`${REPOSITORY}/.github/workflows/plan.yml@refs/heads/main`]);
  });

  it('to send another assembly than the app makes, is refused', async () => {
    const pull = await pipeline.propose('assembly', checkout => {
      checkout.writeEnvironment('assembly-dev');
      checkout.write(
        'app.ts',
        `import { readFileSync, writeFileSync } from 'node:fs';
import { synthesizeUnits } from '@plinth/delivery';
const file = synthesizeUnits({ root: __dirname }) + '/manifest.json';
writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/role\\/cdk-[^"]*cfn-exec[^"]*/g, 'role/admin'));
`,
      );
    });
    expect(pipeline.status(pull.headSha, 'plinth/plan')).toMatchObject({
      state: 'failure',
      description: expect.stringMatching(
        /is to be deployed by arn:.*role\/admin/,
      ),
    });
    await expect(pipeline.merge(pull)).rejects.toThrow();
  });

  it('to deploy production that nobody has to review, is refused', async () => {
    const place = { account: '777788889999', region: 'us-east-1' };
    const pull = await pipeline.propose('unreviewed', checkout =>
      checkout.writeEnvironment('unreviewed-production', {
        stage: 'production',
        account: place.account,
      }),
    );
    pipeline.github.actions.setEnvironment(REPOSITORY, 'production', {
      reviewers: [],
    });
    await pipeline.merge(pull);
    const job = pipeline
      .lastRun('deploy')
      .jobs.find(({ name }) => name === 'production');
    expect(job?.conclusion).toBe('failure');
    expect(job?.log).toContain(
      'the environment production has no required reviewers',
    );
    expect(find('unreviewed-production', place)).toBeUndefined();
    expect(pipeline.portal.reports('deployments').at(-1)).toMatchObject({
      pullRequest: pull.number,
      outcome: 'failed',
      reason: expect.stringMatching(/production has no required reviewers/),
    });
  });

  it('to write the status of a plan that did not pass, is refused', async () => {
    // What breaks CloudFormation's schemas is all that a deployment does not look for again.
    pipeline.checkSchemas();
    const pull = await pipeline.propose('forged', checkout => {
      checkout.writeEnvironment('forged-dev');
      const file = 'environments/forged-dev/stack.ts';
      checkout.write(
        file,
        checkout
          .read(file)
          .replace(
            /new CfnTopic\((.*)\);/,
            "new CfnTopic($1).addPropertyOverride('Nonsense', 1);",
          ),
      );
    });
    expect(pipeline.status(pull.headSha, 'plinth/plan')?.state).toBe('failure');
    pipeline.github.checks.setStatus({
      repo: REPOSITORY,
      sha: pull.headSha,
      context: 'plinth/plan',
      state: 'success',
      description: `sha256:${'a'.repeat(64)}`,
      creator: 'developer',
    });
    expectRefused(
      await pipeline.merge(pull),
      pull,
      'forged-dev',
      /not approved: .*the newest plan of .* did not pass/,
    );
    expect(pipeline.portal.reports('deployments').at(-1)).toMatchObject({
      outcome: 'failed',
      attempts: [
        {
          kind: 'planStatus',
          text: expect.stringMatching(
            /bears a status plinth\/plan by developer \(success\).*no run set it/,
          ),
        },
      ],
    });
  });
});
