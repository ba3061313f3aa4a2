import type { InfrastructureRepository } from './__testUtils__/InfrastructureRepository';
import { JobPermissions } from './__testUtils__/JobPermissions';
import { Pipeline, REPOSITORY } from './__testUtils__/Pipeline';

const PLAN = '<!-- plinth:plan -->';
const DEV = { account: '111122223333', region: 'us-east-1' };
const HOUR = 3_600_000;

const writePreview = (
  checkout: InfrastructureRepository,
  name: string,
  network: number,
  ttlHours: number,
) =>
  checkout.writeEnvironment(name, {
    stage: 'preview',
    parameters: { cidr: `10.${network}.0.0/16`, ttlHours },
  });

describe('the workflow preview', () => {
  let pipeline: Pipeline;
  let permissions: JobPermissions;
  let begun: string;

  const stacks = () => pipeline.aws.cloudFormation.store;
  const find = (stackName: string) => stacks().find(DEV, stackName);
  const statusOf = (stackName: string) => find(stackName)?.status;
  /** Makes a stack older: the command asks the real clock. */
  const age = (stackName: string, hours: number) => {
    const stack = find(stackName);
    if (!stack) {
      throw new Error(`${stackName} does not exist`);
    }
    stacks().save({
      ...stack,
      createdAt: new Date(Date.now() - hours * HOUR).toISOString(),
    });
  };
  const run = async (options: Parameters<Pipeline['dispatch']>[1] = {}) => {
    await pipeline.dispatch('preview', options);
    const { conclusion, jobs } = pipeline.lastRun('preview');
    return { conclusion, log: jobs[0].log };
  };
  const removals = () =>
    pipeline.github.pulls
      .list(REPOSITORY)
      .filter(({ headRef }) => headRef.startsWith('plinth/ended-'));

  beforeAll(async () => {
    pipeline = await Pipeline.start();
    permissions = new JobPermissions(pipeline.github);
    const workflow = '.github/workflows/preview.yml';
    const pull = await pipeline.propose('begin', checkout => {
      // No run shall come between those of the tests when they happen to run at minute 43.
      checkout.write(
        workflow,
        checkout.read(workflow).replace("'43 * * * *'", "'0 0 1 1 *'"),
      );
      checkout.writeEnvironment('claims-dev');
      writePreview(checkout, 'claims-pr-1', 201, 2);
      checkout.writeTenant('acme-pr-1', 'claims-pr-1', { stage: 'preview' });
      writePreview(checkout, 'claims-pr-2', 202, 2);
      // The whole blueprint: its buckets hold objects when it ends.
      checkout.write(
        'environments/claims-pr-2/stack.ts',
        "import { ApplicationEnvironment } from '@plinth/blueprints';\n\nexport default class UnitStack extends ApplicationEnvironment {}\n",
      );
    });
    begun = await pipeline.merge(pull);
  });
  afterAll(() => pipeline?.close());

  it('leaves a preview alone whose time is not over, and says in a dry run what would end', async () => {
    const first = await run();
    expect(first.conclusion).toBe('success');
    expect(first.log).toMatch(/claims-pr-1: kept: it lives until/);
    age('claims-pr-1', 3);
    const dry = await run({ inputs: { 'dry-run': 'true' } });
    expect(dry.log).toMatch(
      /environments\/claims-pr-1: due: its 2 hours since its creation .* are over/,
    );
    expect(dry.log).toMatch(/tenants\/acme-pr-1: due: its environment ends/);
    expect(dry.conclusion).toBe('success');
    expect(['claims-pr-1', 'acme-pr-1'].map(statusOf)).toEqual([
      'CREATE_COMPLETE',
      'CREATE_COMPLETE',
    ]);
    expect(removals()).toEqual([]);
  });

  it('deletes what is over, tenants first, through the role of the CDK, and opens one pull request for the folders', async () => {
    const [environment, tenant] = ['claims-pr-1', 'acme-pr-1'].map(find);
    const { conclusion, log } = await run();
    expect(log).toMatch(/environments\/claims-pr-1: ended: its 2 hours/);
    expect(conclusion).toBe('success');
    const [endedEnvironment, endedTenant] = [environment, tenant].map(stack =>
      stacks().stacks.get(stack?.id ?? ''),
    );
    expect([endedEnvironment?.status, endedTenant?.status]).toEqual([
      'DELETE_COMPLETE',
      'DELETE_COMPLETE',
    ]);
    const [begin] = stacks()
      .events(endedEnvironment?.id ?? '')
      .filter(({ status }) => status === 'DELETE_IN_PROGRESS')
      .slice(-1);
    expect(Date.parse(endedTenant?.deletedAt ?? '')).toBeLessThanOrEqual(
      Date.parse(begin.at),
    );
    expect(begin.token).toMatch(`plinth-${begun.slice(0, 12)}-`);
    expect(endedEnvironment?.roleArn).toContain('cdk-hnb659fds-cfn-exec-role');
    expect(['claims-dev', 'claims-pr-2'].map(statusOf)).toEqual([
      'CREATE_COMPLETE',
      'CREATE_COMPLETE',
    ]);

    expect(removals()).toMatchObject([
      {
        headRef: 'plinth/ended-claims-pr-1',
        state: 'open',
        title: 'Remove environments/claims-pr-1, which has ended',
      },
    ]);
    const [{ headRef, body }] = removals();
    expect(body).toContain('are over');
    await pipeline.checkout.reach('fetch', '--quiet', 'origin', headRef);
    const left = pipeline.checkout
      .run('ls-tree', '-r', '--name-only', 'FETCH_HEAD')
      .split('\n');
    expect(left.filter(path => path.includes('pr-1'))).toEqual([]);
    expect(left).toContain('environments/claims-pr-2/environment.json');
  });

  it('does nothing the second time', async () => {
    const before = removals();
    const { conclusion } = await run();
    expect(conclusion).toBe('success');
    expect(removals()).toEqual(before);
    expect(statusOf('claims-pr-1')).toBeUndefined();
  });

  it('is not undone by a change of what all units share, but by one of its folder', async () => {
    const shared = await pipeline.propose('shared', checkout =>
      checkout.write('app.ts', `${checkout.read('app.ts')}\n// shared\n`),
    );
    expect(pipeline.comment(shared, PLAN)).toMatch(
      /preview\.absent.*environments\/claims-pr-1/,
    );
    await pipeline.merge(shared);
    expect(pipeline.lastRun('deploy').conclusion).toBe('success');
    expect(statusOf('claims-pr-1')).toBeUndefined();

    const again = await pipeline.propose('again', checkout =>
      writePreview(checkout, 'claims-pr-1', 201, 4),
    );
    await pipeline.merge(again);
    expect(['claims-pr-1', 'acme-pr-1'].map(statusOf)).toEqual([
      'CREATE_COMPLETE',
      'CREATE_COMPLETE',
    ]);
  });

  it('ends a preview whose folder is gone, which its plan announces', async () => {
    const pull = await pipeline.propose('remove', checkout =>
      checkout.remove('environments/claims-pr-2'),
    );
    expect(pipeline.lastRun('plan').conclusion).toBe('success');
    expect(pipeline.comment(pull, PLAN)).toMatch(
      /the next run of the workflow preview deletes its stack/,
    );
    const removal = await pipeline.merge(pull);
    const id = find('claims-pr-2')?.id ?? '';
    expect(statusOf('claims-pr-2')).toBe('CREATE_COMPLETE');
    const buckets = () =>
      pipeline.aws.s3
        .buckets(DEV.account)
        .filter(({ name }) => name.includes('claims-pr-2'));
    expect(buckets()).toHaveLength(2);
    for (const { name } of buckets()) {
      pipeline.aws.s3.put(name, 'a/object', Buffer.from('kept'), {});
    }
    const { log } = await run();
    expect(log).toMatch(/claims-pr-2: ended: .* is not on the branch any more/);
    expect(statusOf('claims-pr-2')).toBeUndefined();
    expect(buckets()).toEqual([]);
    // The audit trail shows the deletion at the commit that is its reason.
    expect(stacks().events(id)[0].token).toMatch(
      `plinth-${removal.slice(0, 12)}-`,
    );
    expect(removals()).toHaveLength(1);
  });

  it('says what stood in the way of a deletion, keeps its environment until then, and tries again', async () => {
    age('claims-pr-1', 5);
    pipeline.aws.faults.failNext({
      type: 'AWS::SNS::Topic',
      action: 'delete',
      stackName: 'acme-pr-1',
      message: 'Topic is busy',
      times: 3,
    });
    const { conclusion, log } = await run();
    expect(conclusion).toBe('failure');
    expect(log).toMatch(
      /tenants\/acme-pr-1: failed: .*DELETE_FAILED: Topic \(AWS::SNS::Topic\): .*Topic is busy/,
    );
    expect(log).toMatch(
      /environments\/claims-pr-1: left: .*its tenant tenants\/acme-pr-1 is still there/,
    );
    expect(statusOf('acme-pr-1')).toBe('DELETE_FAILED');
    expect(statusOf('claims-pr-1')).toBe('CREATE_COMPLETE');
    pipeline.aws.faults.clear();
  });

  it('never touches a stack whose tags lie, goes on with others, and fails', async () => {
    const template = stacks().template(find('claims-dev')?.id ?? '');
    await pipeline.aws.cloudFormation.deploy({
      ...DEV,
      stackName: 'liar',
      template,
      parameters: [
        {
          key: 'PlinthProvenance',
          value: JSON.stringify({ commit: begun, pullRequest: 1, run: '1' }),
        },
      ],
      tags: [
        { Key: 'plinth:stage', Value: 'preview' },
        { Key: 'plinth:unit', Value: 'environments/claims-dev' },
      ],
    });
    const { conclusion, log } = await run();
    expect(conclusion).toBe('failure');
    expect(log).toMatch(/environments\/claims-dev: refused: .*liar/);
    expect(statusOf('liar')).toBe('CREATE_COMPLETE');
    expect(statusOf('claims-dev')).toBe('CREATE_COMPLETE');
    expect(['acme-pr-1', 'claims-pr-1'].map(statusOf)).toEqual([
      undefined,
      undefined,
    ]);
  });

  it('leaves a pull request that removes the folder for good, once a person let its workflows run', async () => {
    const [{ number, headSha }] = removals();
    // What a run's own token opens waits until somebody lets its workflows run.
    expect(pipeline.status(headSha, 'plinth/plan')).toBeUndefined();
    const pull = { number, headSha };
    await expect(pipeline.merge(pull)).rejects.toThrow();
    pipeline.github.actions.approve(pipeline.lastRun('synth').id, 'developer');
    await pipeline.idle();
    const commit = await pipeline.merge(pull);
    expect(pipeline.status(commit, 'plinth/deploy')?.state).toBe('success');
    stacks()
      .list(DEV)
      .filter(({ name }) => name === 'liar')
      .forEach(({ id }) => stacks().stacks.delete(id));
    const { conclusion, log } = await run();
    expect(log).toContain('There is no preview.');
    expect(conclusion).toBe('success');
  });

  it('runs on the default branch only', async () => {
    await pipeline.checkout.reach('push', 'origin', 'HEAD:refs/heads/side');
    const { conclusion, log } = await run({ ref: 'side' });
    expect(conclusion).toBe('failure');
    expect(log).toMatch(
      /runs on the branch main, and this run is for refs\/heads\/side/,
    );
  });

  it('is given no permission that no call of its needs', () => {
    expect(permissions.unused('preview')).toEqual([]);
  });
});
