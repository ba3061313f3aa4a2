import { Pipeline, REPOSITORY } from './__testUtils__/Pipeline';

const PLAN = '<!-- plinth:plan -->';
const DEPLOY = '<!-- plinth:deploy plinth/deploy -->';
const DEV = { account: '111122223333', region: 'us-east-1' };
const PRODUCTION = { account: '777788889999', region: 'us-east-1' };
const STATEMENT = {
  reason: 'Claims moved to the new platform',
  export: { to: 's3://archive/claims', until: '2033-12-31' },
  liftTerminationProtection: true,
};

const FREEZE = {
  reason: 'The books are closed until the new year',
  by: 'user:default/admin',
  until: '2099-01-02T06:00:00Z',
  stages: ['dev', 'production'],
};

/** What becomes of units whose folders are removed: the real CLI and SDK run against the sandbox. */
describe('a removed unit', () => {
  let pipeline: Pipeline;
  beforeAll(async () => {
    pipeline = await Pipeline.start();
    const pull = await pipeline.propose('begin', checkout => {
      checkout.writeEnvironment('claims-dev');
      checkout.writeTenant('acme-claims', 'claims-dev');
      // A template that is too large for a request to CloudFormation.
      checkout.addTable(
        'tenants/acme-claims',
        `table.deletionProtectionEnabled = true;
    Stack.of(this).templateOptions.metadata = { notes: 'x'.repeat(60_000) }`,
        'Stack',
      );
      checkout.writeEnvironment('ledger', {
        ...PRODUCTION,
        stage: 'production',
      });
      checkout.addTable(
        'environments/ledger',
        'table.deletionProtectionEnabled = true; table.applyRemovalPolicy(RemovalPolicy.RETAIN)',
        'RemovalPolicy',
      );
    });
    await pipeline.merge(pull);
    await pipeline.approve('production');
  });
  afterAll(() => pipeline?.close());

  const stacks = () => pipeline.aws.cloudFormation.store;
  const find = (stackName: string, place = DEV) => {
    const stack = stacks().find(place, stackName);
    if (!stack) {
      throw new Error(`${stackName} does not exist`);
    }
    return stack;
  };
  const stands = (stackName: string, place = DEV) =>
    stacks().find(place, stackName) !== undefined;
  const updatesOf = (stack: string) =>
    stacks()
      .events(stack)
      .filter(
        ({ physicalId, status }) =>
          physicalId === stack && status === 'UPDATE_IN_PROGRESS',
      ).length;
  /** Freezes on the protected branch what the statement says, or nothing any more. */
  const freeze = async (statement: object | null) => {
    await pipeline.github.repositories.commit(REPOSITORY, {
      branch: 'main',
      message: 'Say what is frozen',
      changes: {
        'governance/freezes/year-end.json':
          statement && JSON.stringify(statement),
      },
      author: { name: 'Admin', email: 'admin@example.com' },
      pusher: 'admin',
    });
    await pipeline.idle();
  };
  const logOf = () =>
    pipeline
      .lastRun('deploy')
      .jobs.map(({ log }) => log)
      .join('\n');

  it('is refused where a tenant stands in it, and where nobody said what becomes of its data, and warned of while it is frozen', async () => {
    await freeze(FREEZE);
    const pull = await pipeline.propose('unsaid', checkout =>
      checkout.remove('environments/claims-dev'),
    );
    expect(pipeline.lastRun('plan').conclusion).toBe('failure');
    const comment = pipeline.comment(pull, PLAN);
    expect(comment).toMatch(/Tenants stand in .*acme-claims/);
    expect(comment).toMatch(/no decommission.json on the protected branch/);
    expect(comment).toMatch(/claims-dev is frozen .*The books are closed/);
    await expect(pipeline.merge(pull)).rejects.toThrow();
  });

  it('is deleted by its deployment, tenants first, once it is approved; never what is in doubt; and goes on after a kill', async () => {
    const stated = await pipeline.propose('state', checkout => {
      for (const path of [
        'environments/claims-dev',
        'tenants/acme-claims',
        'environments/ledger',
      ]) {
        checkout.write(`${path}/decommission.json`, STATEMENT);
      }
    });
    const [said] = await pipeline.mergeAtOnce([stated]);
    expect(pipeline.status(said, 'plinth/deploy')?.state).toBe('failure');
    expect(pipeline.comment(stated, DEPLOY)).toMatch(
      /Nothing was deployed: .*claims-dev is frozen .*Run this again when/,
    );
    const refused = pipeline.lastRun('deploy').id;
    await freeze(null);
    pipeline.github.actions.rerun(refused, {
      actor: 'developer',
      failedOnly: false,
    });
    await pipeline.idle();
    expect(pipeline.status(said, 'plinth/deploy')?.state).toBe('success');
    await pipeline.approve('production');

    const pull = await pipeline.propose('remove', checkout => {
      checkout.remove('tenants/acme-claims');
      checkout.remove('environments/claims-dev');
      checkout.remove('environments/ledger');
    });
    expect(pipeline.lastRun('plan').conclusion).toBe('success');
    const plan = pipeline.comment(pull, PLAN);
    expect(plan).toMatch(
      /`ledger` \| 777788889999 us-east-1 \| \*\*delete\*\*/,
    );
    expect(plan).toMatch(/1 stay, .*Table \(AWS::DynamoDB::Table\)/);
    expect(plan).toMatch(
      /deletes acme-claims .* is lifted, also that of Table \(AWS::DynamoDB::Table\)/,
    );

    // Somebody alters the tags between the approval and the deployment.
    const { tags } = find('acme-claims');
    stacks().save({
      ...find('acme-claims'),
      tags: [{ Key: 'plinth:unit', Value: 'tenants/globex' }],
    });
    const [commit] = await pipeline.mergeAtOnce([pull]);
    expect(pipeline.lastRun('deploy').conclusion).toBe('failure');
    expect(pipeline.comment(pull, DEPLOY)).toMatch(
      /Nothing was deployed: .*plinth:stage that says nothing.*left alone/,
    );
    expect(['acme-claims', 'claims-dev'].map(name => stands(name))).toEqual([
      true,
      true,
    ]);
    stacks().save({ ...find('acme-claims'), tags });

    const tenant = find('acme-claims').id;
    const environment = find('claims-dev').id;
    const killOnce = async (isReached: () => boolean) => {
      const { id } = pipeline.lastRun('deploy');
      const again = pipeline.rerun('deploy');
      while (!isReached()) {
        await new Promise(resolve => setTimeout(resolve, 20));
      }
      pipeline.github.actions.cancel(id, 'admin');
      await again;
      expect(pipeline.lastRun('deploy').conclusion).not.toBe('success');
    };
    // The job is still waiting for what protects the tenant's table to be off, and then for the tenant to be gone.
    const updates = updatesOf(tenant);
    const before = find('acme-claims').updatedAt;
    await killOnce(() => find('acme-claims').updatedAt !== before);
    expect(find('acme-claims').status).toBe('UPDATE_COMPLETE');
    await killOnce(() => !stands('acme-claims'));
    expect(updatesOf(tenant)).toBe(updates + 1);
    expect(stands('claims-dev')).toBe(true);

    await pipeline.rerun('deploy');
    expect(logOf()).toMatch(
      /acme-claims: unchanged: deleted by an earlier attempt: 2 resources are gone/,
    );
    expect(pipeline.status(commit, 'plinth/deploy')).toEqual({
      state: 'success',
      description:
        '1 deleted, 1 deleted before, 1 waiting for approval; approved by admin',
    });
    expect(stands('claims-dev')).toBe(false);
    const [ofTenant, ofEnvironment] = [tenant, environment].map(stack =>
      stacks().stacks.get(stack),
    );
    const begin = stacks()
      .events(environment)
      .findLast(({ status }) => status === 'DELETE_IN_PROGRESS');
    expect(Date.parse(ofTenant?.deletedAt ?? '')).toBeLessThanOrEqual(
      Date.parse(begin?.at ?? ''),
    );
    expect(ofEnvironment?.roleArn).toContain('cdk-hnb659fds-cfn-exec-role');

    // Production waits for its reviewers, protection and all; what is kept is told from AWS.
    expect(find('ledger', PRODUCTION).terminationProtection).toBe(true);
    await pipeline.approve('production');
    expect(stands('ledger', PRODUCTION)).toBe(false);
    expect(
      pipeline.comment(pull, '<!-- plinth:deploy plinth/deploy/production -->'),
    ).toMatch(
      /deleted \| 1 resource is gone; 1 is kept by its DeletionPolicy: Table/,
    );
    // What stays keeps its protection.
    const [kept] = pipeline.aws.cloudFormation.resources({
      ...PRODUCTION,
      type: 'AWS::DynamoDB::Table',
    });
    expect(kept.properties.DeletionProtectionEnabled).toBe(true);
    expect(pipeline.portal.reports('deployments').at(-1)).toMatchObject({
      outcome: 'succeeded',
      stacks: [
        {
          stackName: 'ledger',
          operation: 'delete',
          outcome: 'succeeded',
          reason: expect.stringMatching(/1 is kept .*Table/),
        },
      ],
    });
    // Nothing of others was touched.
    expect(stands('access')).toBe(true);
    expect(
      pipeline.github.pulls
        .list(REPOSITORY)
        .filter(({ state }) => state === 'open'),
    ).toHaveLength(1);
  });
});
