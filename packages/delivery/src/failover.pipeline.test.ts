import { measureSwitches } from '@plinth/blueprints/schema';
import { Pipeline } from './__testUtils__/Pipeline';

const DEV = '111122223333';
const PRIMARY = 'us-west-2';
const RECOVERY = 'us-east-1';
const AWAY = {
  serving: 'recovery',
  standby: 'lost',
  servingReason: 'The region does not answer since nine in the morning',
  recoverySnapshot: `arn:aws:rds:${RECOVERY}:${DEV}:cluster-snapshot:awsbackup:one`,
};

/** A region is lost while the real pipeline runs: nothing of it is read or deployed, and people are served from the other one. */
describe('the pipeline, when a region is lost', () => {
  let pipeline: Pipeline;
  let lostAt: number;
  beforeAll(async () => {
    pipeline = await Pipeline.start();
    await pipeline.openRegion(PRIMARY);
  });
  afterAll(() => pipeline?.close());

  const propose = (branch: string, parameters: object) =>
    pipeline.propose(branch, checkout => {
      checkout.writeEnvironment('shop', {
        blueprint: 'container-platform',
        region: PRIMARY,
        monthlyBudget: 3000,
        parameters: {
          cidr: '10.0.0.0/16',
          domainName: 'shop.example.com',
          hostedZoneId: 'Z0123456789EXAMPLE',
          drRegion: RECOVERY,
          ...parameters,
        },
      });
      checkout.write(
        'environments/shop/stack.ts',
        `import { ContainerPlatform } from '@plinth/blueprints';

export default class UnitStack extends ContainerPlatform {}
`,
      );
    });
  const one = (region: string, stackName: string, type: string) =>
    pipeline.aws.cloudFormation.resources({
      account: DEV,
      region,
      stackName,
      type,
    })[0]?.properties;
  const led = () =>
    (
      one(RECOVERY, 'shop-traffic', 'AWS::Route53::RecordSet').AliasTarget as {
        DNSName: string;
      }
    ).DNSName;
  const source = () =>
    one(RECOVERY, 'shop-replica', 'AWS::RDS::DBInstance')
      .SourceDBInstanceIdentifier;
  const told = () =>
    Object.fromEntries(
      pipeline.portal
        .reports('deployments')
        .at(-1)
        ?.stacks.map(({ stackName, outcome }) => [stackName, outcome]) ?? [],
    );

  it('serves from the region that it has', async () => {
    await pipeline.merge(await propose('begin', {}));
    expect(pipeline.lastRun('deploy').conclusion).toBe('success');
    expect(led()).toBe('origin-primary.shop.example.com');
    expect(source()).toBeDefined();
  });

  it('leads people over by one reviewed change, and goes on where it failed', async () => {
    lostAt = Date.now();
    pipeline.aws.faults.loseRegion(PRIMARY);
    const pull = await propose('away', AWAY);
    expect(pipeline.lastRun('plan').conclusion).toBe('success');
    const comment = pipeline.comment(pull, '<!-- plinth:plan -->');
    expect(comment).toMatch(/led from the primary to the recovery region/);
    expect(comment).toMatch(/Stack shop in us-west-2 is neither compared/);
    pipeline.aws.faults.failNext({
      type: 'AWS::RDS::DBInstance',
      action: 'update',
      stackName: 'shop-replica',
      message: 'out of capacity',
    });
    await pipeline.merge(pull);
    expect(pipeline.lastRun('deploy').conclusion).toBe('failure');
    expect(led()).toBe('origin-primary.shop.example.com');
    // The audit trail has it stack by stack, and nothing of the region that is lost.
    expect(told()).toMatchObject({
      'shop-replica': 'rolledBack',
      'shop-traffic': 'failed',
    });
    expect(told()).not.toHaveProperty('shop');
    await pipeline.rerun('deploy');
    expect(pipeline.lastRun('deploy').conclusion).toBe('success');
    expect(source()).toBeUndefined();
    expect(led()).toBe('origin-recovery.shop.example.com');
    expect(told()).toMatchObject({
      'shop-fence': 'unchanged',
      'shop-replica': 'succeeded',
      'shop-traffic': 'succeeded',
    });
  });

  it('has measured by its deployments how long people were away, and what was lost of PostgreSQL', () => {
    const reports = pipeline.portal.reports('deployments');
    const promotion = reports
      .at(-1)
      ?.stacks.find(({ stackName }) => stackName === 'shop-replica');
    // What the standby has ends where its primary was lost, however long people needed.
    const reach = Date.parse(promotion?.recoveredTo ?? '');
    expect(reach).toBeGreaterThan(lostAt - 3000);
    expect(reach).toBeLessThanOrEqual(lostAt);
    const of = { change: expect.any(Number), measured: true };
    const drills = measureSwitches(reports, 'shop');
    expect(drills).toMatchObject([
      { ...of, exercise: 'database-failover', lostMinutes: expect.any(Number) },
      { ...of, exercise: 'documents-failover' },
      { ...of, exercise: 'traffic-switch' },
    ]);
    const [database, , traffic] = drills;
    expect(database.minutes).toBeGreaterThan(0);
    expect(traffic.minutes).toBeGreaterThanOrEqual(database.minutes);
  });

  it('fences the region when it is back, before anything else of it', async () => {
    pipeline.aws.faults.restoreRegion(PRIMARY);
    const early = await propose('early', {
      ...AWAY,
      standby: 'follows',
      standbyGeneration: 1,
    });
    expect(pipeline.lastRun('plan').conclusion).toBe('failure');
    expect(pipeline.comment(early, '<!-- plinth:plan -->')).toMatch(
      /cannot go from serving recovery, standby lost/,
    );
    await pipeline.merge(
      await propose('fence', { ...AWAY, standby: 'fenced' }),
    );
    expect(pipeline.lastRun('deploy').conclusion).toBe('success');
    expect(one(PRIMARY, 'shop', 'AWS::ECS::Service').DesiredCount).toBe(0);
    expect(led()).toBe('origin-recovery.shop.example.com');
  });
});
