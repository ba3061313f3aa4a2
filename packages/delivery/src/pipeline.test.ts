import { JobPermissions } from './__testUtils__/JobPermissions';
import { Pipeline, REPOSITORY } from './__testUtils__/Pipeline';

const PLAN = '<!-- plinth:plan -->';
const DEV = { account: '111122223333', region: 'us-east-1' };

describe('the pipeline', () => {
  let pipeline: Pipeline;
  let permissions: JobPermissions;
  beforeAll(async () => {
    pipeline = await Pipeline.start();
    permissions = new JobPermissions(pipeline.github);
  });
  afterAll(() => pipeline?.close());

  const find = (stackName: string, place = DEV) =>
    pipeline.aws.cloudFormation.store.find(place, stackName);
  const topic = (stackName: string) =>
    pipeline.aws.cloudFormation.resources({
      stackName,
      type: 'AWS::SNS::Topic',
    })[0];

  it('plans an environment and its tenant, deploys both in order with provenance, and reports it', async () => {
    const pull = await pipeline.propose('claims', checkout => {
      checkout.writeEnvironment('claims-dev');
      checkout.writeTenant('acme-claims', 'claims-dev');
    });
    expect(pipeline.lastRun('plan').conclusion).toBe('success');
    expect(pipeline.comment(pull, PLAN)).toContain('2 stacks: 2 to add');
    expect(pipeline.status(pull.headSha, 'plinth/plan')?.description).toMatch(
      /^sha256:[0-9a-f]{64}$/,
    );

    const commit = await pipeline.merge(pull);
    const run = pipeline.lastRun('deploy');
    expect(run.conclusion).toBe('success');
    expect(pipeline.status(commit, 'plinth/deploy')).toEqual({
      state: 'success',
      description: '2 deployed; approved by admin',
    });
    const environment = find('claims-dev');
    const provenance =
      environment?.parameters.find(({ key }) => key === 'PlinthProvenance')
        ?.value ?? '';
    const [plan] = pipeline.portal.reports('plans');
    expect(JSON.parse(provenance)).toEqual({
      commit,
      pullRequest: pull.number,
      run: String(run.id),
      planHash: plan.hash,
      repository: String(pipeline.github.repositories.get(REPOSITORY)?.id),
    });

    const reports = pipeline.portal.reports('deployments');
    expect(reports.map(({ outcome }) => outcome)).toEqual([
      'running',
      'succeeded',
    ]);
    expect(reports[0].id).toBe(reports[1].id);
    const { stacks } = reports[1];
    const [ofTenant, ofEnvironment] = ['acme-claims', 'claims-dev'].map(name =>
      stacks.find(({ stackName }) => stackName === name),
    );
    expect([ofTenant?.outcome, ofEnvironment?.outcome]).toEqual([
      'succeeded',
      'succeeded',
    ]);
    for (const report of reports) {
      expect(report.stacks.map(({ constructs }) => constructs)).toEqual([
        { Topic: 'Topic' },
        { Topic: 'Topic' },
      ]);
    }
    expect(Date.parse(ofTenant?.startedAt ?? '')).toBeGreaterThanOrEqual(
      Date.parse(ofEnvironment?.finishedAt ?? ''),
    );
    expect(ofEnvironment?.changeSetName).toBe(
      `plinth-${commit.slice(0, 12)}-${run.id}`,
    );
    for (const { log } of run.jobs) {
      expect(log).not.toMatch(/ghs_|eyJ[\w-]+\./);
    }
  });

  it('refuses to deploy when the baseline moved after the approval, and changes nothing', async () => {
    const pull = await pipeline.propose('moved', checkout =>
      checkout.writeEnvironment('claims-dev', {}, 'approved'),
    );
    const deployed = find('claims-dev');
    const template = JSON.parse(
      pipeline.aws.cloudFormation.store.template(deployed?.id ?? ''),
    );
    template.Resources.Topic.Properties.DisplayName = 'hotfix';
    await pipeline.aws.cloudFormation.deploy({
      ...DEV,
      stackName: 'claims-dev',
      template: JSON.stringify(template),
      tags: deployed?.tags,
    });
    const commit = await pipeline.merge(pull);
    expect(pipeline.lastRun('deploy').conclusion).toBe('failure');
    expect(pipeline.status(commit, 'plinth/deploy')?.state).toBe('failure');
    expect(
      pipeline.comment(pull, '<!-- plinth:deploy plinth/deploy -->'),
    ).toMatch(/not what was approved.*in a new pull request/);
    expect(topic('claims-dev').properties.DisplayName).toBe('hotfix');
  });

  it('says what failed first when a deployment rolls back', async () => {
    pipeline.aws.faults.failNext({
      type: 'AWS::SNS::Topic',
      message: 'Topic limit exceeded',
    });
    const pull = await pipeline.propose('broken', checkout =>
      checkout.writeEnvironment('broken-dev'),
    );
    const commit = await pipeline.merge(pull);
    const last = pipeline.portal.reports('deployments').at(-1);
    expect(last).toMatchObject({
      outcome: 'rolledBack',
      stacks: [{ stackName: 'broken-dev', outcome: 'rolledBack' }],
    });
    expect(last?.reason).toMatch(
      /Topic \(AWS::SNS::Topic\).*Topic limit exceeded/,
    );
    // What the portal says of the state: the next deployment deletes what is left, and creates it anew.
    expect(find('broken-dev')?.status).toBe('ROLLBACK_COMPLETE');
    pipeline.github.checks.setStatus({
      repo: REPOSITORY,
      sha: commit,
      context: 'plinth/deploy',
      state: 'success',
      description: '1 deployed',
      creator: 'developer',
    });
    await pipeline.rerun('deploy');
    const run = pipeline.lastRun('deploy');
    expect(run.conclusion).toBe('success');
    expect(find('broken-dev')?.status).toBe('CREATE_COMPLETE');
    // Somebody said before that there was nothing left to do.
    const ignored = `${commit.slice(0, 12)} bears a status plinth/deploy by developer (success), which does not count: no run set it. The merge is deployed as if it were not there.`;
    expect(run.jobs.find(({ name }) => name === 'deploy')?.log).toContain(
      ignored,
    );
    expect(pipeline.portal.reports('deployments').at(-1)).toMatchObject({
      outcome: 'succeeded',
      attempts: [{ kind: 'deployStatus', text: ignored }],
    });
  });

  it.each([
    ['production', '777788889999', {}],
    [
      'shared',
      '123456789012',
      {
        blueprint: 'platform-services',
        parameters: { cidr: '10.99.0.0/16', hostRepository: 'acme/host' },
      },
    ],
  ])('lets %s wait for its reviewers', async (stage, account, over) => {
    const name = `claims-${stage}`;
    const pull = await pipeline.propose(stage, checkout =>
      checkout.writeEnvironment(name, {
        stage,
        account,
        ...over,
      }),
    );
    await pipeline.merge(pull);
    expect(find(name, { ...DEV, account })).toBeUndefined();
    expect(
      pipeline.comment(pull, '<!-- plinth:deploy plinth/deploy -->'),
    ).toContain(`Waiting for approval in [this run]`);
    await pipeline.approve(stage);
    expect(pipeline.lastRun('deploy').conclusion).toBe('success');
    expect(find(name, { ...DEV, account })).toMatchObject({
      status: 'CREATE_COMPLETE',
      terminationProtection: stage === 'production',
    });
  });

  it('deploys each of several merges at once, whichever runs GitHub drops, and lets reviewers decide once about production', async () => {
    const account = '777788889999';
    const change = (name: string, over = {}) =>
      pipeline.propose(name, checkout => checkout.writeEnvironment(name, over));
    const pulls = [
      await change('first-dev'),
      await change('dropped-production', { stage: 'production', account }),
      await change('last-dev'),
    ];
    const [first, dropped, last] = await pipeline.mergeAtOnce(pulls);
    expect(find('dropped-production', { ...DEV, account })).toBeUndefined();
    await pipeline.approve('production');
    expect(
      [first, last].map(sha => pipeline.status(sha, 'plinth/deploy')),
    ).toEqual(
      Array(2).fill({
        state: 'success',
        description: '1 deployed; approved by admin',
      }),
    );
    expect(
      find('dropped-production', { ...DEV, account })?.parameters,
    ).toContainEqual({
      key: 'PlinthProvenance',
      value: expect.stringContaining(dropped),
    });
    expect(pipeline.status(dropped, 'plinth/deploy/production')).toEqual({
      state: 'success',
      description: '1 deployed; approved by admin',
    });
    await expect(pipeline.approve('production')).rejects.toThrow(
      'No run waits for production',
    );
  });

  it('fails the check of what is not authorized, so that it cannot be merged', async () => {
    const pull = await pipeline.propose('foreign', checkout =>
      checkout.writeEnvironment('foreign-dev', { region: 'eu-west-1' }),
    );
    expect(pipeline.lastRun('plan').conclusion).toBe('failure');
    expect(pipeline.comment(pull, PLAN)).toContain('governance.region');
    await expect(pipeline.merge(pull)).rejects.toThrow();
  });

  it('plans what a merge queue builds, each group on the one before, and sets the check on it', async () => {
    const change = (name: string, over = {}) =>
      pipeline.propose(name, checkout => checkout.writeEnvironment(name, over));
    const plans = pipeline.portal.reports('plans').length;
    const pulls = [await change('queued-dev'), await change('behind-dev')];
    const heads = await pipeline.enqueue(pulls);
    for (const head of heads) {
      expect(pipeline.status(head, 'plinth/plan')).toEqual({
        state: 'success',
        description: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      });
    }
    // Both at once, so that nobody knows which began first.
    const planned = pipeline
      .runsOf('plan')
      .slice(0, 2)
      .map(({ jobs: [{ log }] }) =>
        ['queued-dev', 'behind-dev'].filter(name => log.includes(name)),
      );
    expect(planned.sort()).toEqual([['behind-dev'], ['queued-dev']]);
    // Those of the pull requests alone: a group is nothing that somebody approves.
    expect(pipeline.portal.reports('plans')).toHaveLength(plans + 2);

    const [refused] = await pipeline.enqueue([
      await change('far-dev', { region: 'eu-west-1' }),
    ]);
    expect(pipeline.status(refused, 'plinth/plan')?.state).toBe('failure');
  });

  it('finds what was changed in the console', async () => {
    pipeline.aws.cloudFormation.edits.edit(topic('acme-claims'), {
      DisplayName: 'by hand',
    });
    await pipeline.github.actions.dispatch({
      repo: REPOSITORY,
      workflow: '.github/workflows/drift.yml',
      ref: 'main',
      inputs: {},
      actor: 'admin',
    });
    await pipeline.idle();
    const [job] = pipeline.lastRun('drift').jobs;
    expect(job.log).toContain(
      'acme-claims drifted: Topic MODIFIED (/DisplayName)',
    );
  });

  it('puts back what was changed in the console once that is approved, all of it and no more than was shown, and goes on after a kill', async () => {
    const { edits } = pipeline.aws.cloudFormation;
    const deployedFrom = () =>
      JSON.parse(
        find('acme-claims')?.parameters.find(
          ({ key }) => key === 'PlinthProvenance',
        )?.value ?? '',
      ).commit;
    const live = () => topic('acme-claims').properties;
    const repair = (branch: string, reason: string) =>
      pipeline.propose(branch, checkout =>
        checkout.write('tenants/acme-claims/repair.json', {
          reason,
          revert: { 'acme-claims': deployedFrom() },
        }),
      );
    const pull = await repair('repair', 'The edit in the console was a trial');
    expect(pipeline.lastRun('plan').conclusion).toBe('success');
    const plan = pipeline.comment(pull, PLAN);
    expect(plan).toContain('1 stack: 1 to change');
    expect(plan).toMatch(
      /overwrites what was changed .*Topic \(\/DisplayName\)/,
    );
    expect(plan).not.toContain('by hand');

    // Somebody edits more than whoever approved it has seen.
    edits.edit(topic('acme-claims'), { KmsMasterKeyId: 'alias/aws/sns' });
    await pipeline.merge(pull);
    expect(pipeline.lastRun('deploy').conclusion).toBe('failure');
    expect(
      pipeline.comment(pull, '<!-- plinth:deploy plinth/deploy -->'),
    ).toMatch(/not what was approved/);
    expect(live()).toMatchObject({ DisplayName: 'by hand' });

    const again = await repair(
      'repair-again',
      'Both edits were trials of ours',
    );
    expect(pipeline.comment(again, PLAN)).toMatch(
      /Topic \(\/DisplayName, \/KmsMasterKeyId\)/,
    );
    const runs = pipeline.runsOf('deploy').length;
    const merging = pipeline.merge(again);
    const begun = () => live().DisplayName !== 'by hand';
    const ended = () =>
      pipeline.runsOf('deploy').length > runs &&
      pipeline.lastRun('deploy').conclusion !== null;
    while (!begun() && !ended()) {
      await new Promise(resolve => setTimeout(resolve, 20));
    }
    expect(begun()).toBe(true);
    // The job still waits for CloudFormation.
    pipeline.github.actions.cancel(pipeline.lastRun('deploy').id, 'admin');
    const commit = await merging;
    expect(pipeline.lastRun('deploy').conclusion).not.toBe('success');
    await pipeline.rerun('deploy');
    expect(pipeline.lastRun('deploy').conclusion).toBe('success');
    expect(deployedFrom()).toBe(commit);
    expect(live().DisplayName).toBe('one');
    expect(live().KmsMasterKeyId).toBeUndefined();
    await pipeline.dispatch('drift');
    expect(pipeline.lastRun('drift').jobs[0].log).toContain(
      'acme-claims: IN_SYNC',
    );
  });

  it.each(['synth', 'plan', 'deploy', 'drift'])(
    'gives the jobs of %s no permission that no call of theirs needs',
    workflow => {
      expect(permissions.unused(workflow)).toEqual([]);
    },
  );

  it('of a second repository deploys beside the first into an account that trusts both, and each tells whose a stack is', async () => {
    const payments = await pipeline.addRepository('payments');
    const pulls = [
      await payments.propose('ledger', checkout =>
        checkout.writeEnvironment('ledger-dev'),
      ),
      await pipeline.propose('again', checkout =>
        checkout.writeEnvironment('claims-dev', {}, 'beside another'),
      ),
    ];
    const commits = [
      await payments.merge(pulls[0]),
      await pipeline.merge(pulls[1]),
    ];
    const both = [payments, pipeline] as const;
    expect(both.map(each => each.lastRun('deploy').conclusion)).toEqual([
      'success',
      'success',
    ]);
    const provenances = ['ledger-dev', 'claims-dev'].map(name =>
      JSON.parse(
        find(name)?.parameters.find(({ key }) => key === 'PlinthProvenance')
          ?.value ?? '{}',
      ),
    );
    expect(provenances).toEqual(
      both.map(({ repository }, index) =>
        expect.objectContaining({
          commit: commits[index],
          repository: String(pipeline.github.repositories.get(repository)?.id),
        }),
      ),
    );
    const reported = pipeline.portal.requests
      .filter(({ route }) => route === '/deployments')
      .map(({ claims, body }) => [
        claims.repository,
        (body as { commit: string }).commit,
      ]);
    expect(reported).toEqual(
      expect.arrayContaining(
        both.map(({ repository }, index) => [repository, commits[index]]),
      ),
    );
  });
});
