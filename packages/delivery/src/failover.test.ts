import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Stack } from 'aws-cdk-lib/core';
import { synthesizeUnit } from '@plinth/blueprints';
import {
  BlueprintRegistry,
  FIRST_SERVING,
  type Serving,
  type ServingStep,
  type Side,
  stepFrom,
  type Unit,
} from '@plinth/blueprints/schema';
import {
  DocumentStore,
  SandboxClock,
  startAws,
  type AwsSandbox,
} from '@plinth/sandbox';
import { deployInOrder } from './deploy/deployInOrder';
import { servingFindings, withoutLost } from './plan/servingFindings';
import type { DeployedStack, StackLocation } from './aws/DeployedStack';
import type { SynthesizedStack, Template } from './synth/Assembly';

const ACCOUNT = '111122223333';
const PRIMARY = 'us-east-2';
const RECOVERY = 'us-west-2';
const NAME = 'shop';
const PATH = `environments/${NAME}`;
const blueprints = new BlueprintRegistry();
const snapshot = (region: string, name: string) =>
  `arn:aws:rds:${region}:${ACCOUNT}:cluster-snapshot:awsbackup:${name}`;

/** What the pipeline does with a platform whose region is lost, against an AWS that fails where it is told to. */
describe('a failover', () => {
  let aws: AwsSandbox;
  let documents: DocumentStore;
  let folder: string;
  let unit: Unit;
  /** Every region in which a database could be written, each time that somebody looked. */
  const seen: Side[][] = [];

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'plinth-failover-'));
    documents = DocumentStore.open(path.join(folder, 'sandbox.db'));
    aws = await startAws({
      clock: new SandboxClock(),
      documents,
      dataDir: folder,
      port: 0,
      latency: 0,
    });
    for (const region of [PRIMARY, RECOVERY, 'us-east-1']) {
      await aws.cloudFormation.deploy({
        account: ACCOUNT,
        region,
        stackName: 'CDKToolkit',
        template: JSON.stringify({
          Resources: {
            Version: {
              Type: 'AWS::SSM::Parameter',
              Properties: {
                Type: 'String',
                Name: '/cdk-bootstrap/hnb659fds/version',
                Value: '30',
              },
            },
          },
        }),
      });
    }
    aws.bus.on('event', () => {
      seen.push(writable());
    });
    unit = unitWith(FIRST_SERVING);
  });
  afterAll(async () => {
    await aws.close();
    documents.close();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(() => seen.splice(0));
  afterEach(neverTwo);

  /** At no moment in which something happened could two databases be written. */
  function neverTwo(): void {
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.filter(sides => sides.length > 1)).toEqual([]);
  }

  function unitWith(serving: Serving, more: object = {}): Unit {
    return {
      kind: 'environment',
      name: NAME,
      owner: 'group:default/platform',
      blueprint: 'container-platform',
      version: '1.0.0',
      stage: 'dev',
      account: ACCOUNT,
      region: PRIMARY,
      monthlyBudget: 2000,
      parameters: {
        cidr: '10.0.0.0/16',
        domainName: 'shop.example.com',
        hostedZoneId: 'Z0123456789EXAMPLE',
        documentClass: 'db.r5.large',
        drRegion: RECOVERY,
        ...serving,
        ...more,
      },
    } as Unit;
  }

  function stacksOf(of: Unit): SynthesizedStack[] {
    const dependencies = new Map<string, string[]>();
    const made = synthesizeUnit(of, {
      prepare: app => {
        for (const stack of app.node.children.filter(Stack.isStack)) {
          dependencies.set(
            stack.stackName,
            stack.dependencies.map(({ stackName }) => stackName),
          );
        }
      },
    });
    return made.map(stack => ({
      ...stack,
      unit: PATH,
      artifactId: stack.stackName,
      template: stack.template as Template,
      terminationProtection: false,
      dependsOn: dependencies.get(stack.stackName) ?? [],
      assets: {},
    }));
  }

  const deployedOf = ({ account, region, stackName }: StackLocation) => {
    const found = aws.cloudFormation
      .stacks({ account, region })
      .find(({ name }) => name === stackName);
    const body = found && aws.cloudFormation.store.template(found.id);
    return body
      ? ({ template: JSON.parse(body) as Template } as DeployedStack)
      : undefined;
  };

  /** Plans and deploys the unit as a job does; gives what became of each stack that is not held. */
  async function deploy(of: Unit): Promise<Record<string, string>> {
    const units = new Map([[PATH, of]]);
    const { assembly } = withoutLost(
      { directory: '', stacks: stacksOf(of), violations: [] },
      units,
      blueprints,
    );
    const refused = servingFindings({
      stacks: assembly.stacks,
      units,
      before: new Map(),
      blueprints,
      deployed: deployedOf,
    });
    expect(refused).toEqual([]);
    const reports = await deployInOrder({
      stacks: assembly.stacks,
      units,
      limit: 1,
      skip: ({ unit: path_, stackName, account, region }, reason) => ({
        unit: path_,
        stackName,
        account,
        region,
        outcome: 'failed' as const,
        reason,
      }),
      deploy: async stack => {
        const { stackName, account, region } = stack;
        const lost = aws.faults.isLost(region);
        const { status } = lost
          ? { status: 'LOST' }
          : await aws.cloudFormation.deploy({
              stackName,
              account,
              region,
              template: JSON.stringify(stack.template),
              tags: Object.entries(stack.tags).map(([key, value]) => ({
                Key: key,
                Value: value,
              })),
            });
        const good = /^(CREATE|UPDATE)_COMPLETE$/.test(status);
        return {
          unit: stack.unit,
          stackName,
          account,
          region,
          outcome: good ? ('succeeded' as const) : ('failed' as const),
          reason: status,
        };
      },
    });
    remember();
    return Object.fromEntries(
      reports.map(({ stackName, outcome, reason }) => [
        stackName.slice(NAME.length),
        reason?.startsWith('not deployed') ? 'skipped' : outcome,
      ]),
    );
  }

  const DONE = {
    '-fence': 'succeeded',
    '-dr': 'succeeded',
    '': 'succeeded',
    '-replica': 'succeeded',
    '-traffic': 'succeeded',
    '-edge': 'succeeded',
  };

  async function take(
    step: ServingStep,
    options: { regionLost?: boolean; more?: object } = {},
  ): Promise<void> {
    const { serving, standby, standbyGeneration } =
      unit.parameters as unknown as Serving;
    const next = stepFrom(
      { serving, standby, standbyGeneration },
      step,
      options.regionLost,
    );
    expect(next).toBeDefined();
    const { primarySnapshot, recoverySnapshot } = unit.parameters;
    unit = unitWith(next as Serving, {
      primarySnapshot,
      recoverySnapshot,
      ...options.more,
    });
  }

  /** What the stack has now, by type; what a stack left behind is not among it. */
  const current = (region: string, end: string, type: string) => {
    const stack = aws.cloudFormation
      .stacks({ account: ACCOUNT, region })
      .find(({ name }) => name === `${NAME}${end}`);
    return Object.values(stack?.resources ?? {})
      .filter(resource => resource.type === type && resource.physicalId)
      .flatMap(
        ({ liveId }) => aws.cloudFormation.store.resources.get(liveId) ?? [],
      )
      .filter(({ deletedAt }) => deletedAt === undefined);
  };

  /** What grants name a database by, by its name; kept from when it was deployed. */
  const resourceIds = new Map<string, string>();

  function remember(): void {
    for (const [region, end] of [
      [PRIMARY, ''],
      [RECOVERY, '-replica'],
    ]) {
      const id = aws.cloudFormation
        .stacks({ account: ACCOUNT, region })
        .find(({ name }) => name === `${NAME}${end}`)
        ?.outputs.find(({ key }) => key === 'DatabaseResourceId')?.value;
      for (const { physicalId } of current(
        region,
        end,
        'AWS::RDS::DBInstance',
      )) {
        resourceIds.set(`${region}/${physicalId}`, String(id));
      }
    }
  }

  const isGranted = (region: string, end: string, physicalId: string) =>
    policies(region, end, 'Allow').some(({ properties }) =>
      JSON.stringify(properties.PolicyDocument).includes(
        // One that is new is taken for granted.
        `dbuser:${resourceIds.get(`${region}/${physicalId}`) ?? ''}`,
      ),
    );

  function policies(region: string, end: string, effect: string) {
    return current(region, end, 'AWS::IAM::ManagedPolicy').filter(
      ({ properties }) =>
        (properties.Roles as unknown[] | undefined)?.length &&
        (
          properties.PolicyDocument as {
            Statement: Array<{ Effect: string; Action: unknown }>;
          }
        ).Statement.some(
          statement =>
            statement.Effect === effect &&
            JSON.stringify(statement.Action).includes('rds-db:connect'),
        ),
    );
  }

  /** Regions in which tasks run that may sign in to a database that takes writes. */
  function writable(): Side[] {
    return (
      [
        ['primary', PRIMARY, '', '', ['', '-fence']],
        ['recovery', RECOVERY, '-dr', '-replica', ['-dr']],
      ] as const
    )
      .filter(([, region, service, database, denials]) => {
        const runs = current(region, service, 'AWS::ECS::Service').some(
          ({ properties }) => Number(properties.DesiredCount ?? 1) > 0,
        );
        const takesWrites = current(
          region,
          database,
          'AWS::RDS::DBInstance',
        ).some(
          ({ properties, physicalId }) =>
            !properties.SourceDBInstanceIdentifier &&
            isGranted(region, database, physicalId),
        );
        const denied = denials.some(
          end =>
            policies(end === '-fence' ? RECOVERY : region, end, 'Deny').length >
            0,
        );
        return runs && takesWrites && !denied;
      })
      .map(([side]) => side);
  }

  const led = () =>
    current(RECOVERY, '-traffic', 'AWS::Route53::RecordSet').map(
      ({ properties }) =>
        (properties.AliasTarget as { DNSName: string }).DNSName,
    );

  const failNext = (stack: string, type: string) =>
    aws.faults.failNext({
      type,
      action: 'update',
      stackName: `${NAME}${stack}`,
      message: 'out of capacity',
    });

  it('begins with the primary, and people are led there', async () => {
    expect(await deploy(unit)).toEqual(DONE);
    expect(writable()).toEqual(['primary']);
    expect(led()).toEqual(['origin-primary.shop.example.com']);
  });

  it('leads people over when the region is lost, although each step fails once', async () => {
    aws.faults.loseRegion(PRIMARY);
    await take('switch', {
      regionLost: true,
      more: { recoverySnapshot: snapshot(RECOVERY, 'one') },
    });
    const { '': held, ...elsewhere } = DONE;
    expect(held).toBe('succeeded');
    failNext('-fence', 'AWS::IAM::ManagedPolicy');
    expect(await deploy(unit)).toEqual({
      ...elsewhere,
      '-fence': 'failed',
      '-replica': 'skipped',
      '-traffic': 'skipped',
    });
    expect(led()).toEqual(['origin-primary.shop.example.com']);
    failNext('-replica', 'AWS::RDS::DBInstance');
    expect(await deploy(unit)).toEqual({
      ...elsewhere,
      '-replica': 'failed',
      '-traffic': 'skipped',
    });
    // Fenced, and nothing promoted yet: nobody writes.
    expect(writable()).toEqual([]);
    expect(led()).toEqual(['origin-primary.shop.example.com']);
    failNext('-traffic', 'AWS::Route53::RecordSet');
    expect(await deploy(unit)).toEqual({ ...elsewhere, '-traffic': 'failed' });
    expect(led()).toEqual(['origin-primary.shop.example.com']);
    expect(await deploy(unit)).toEqual(elsewhere);
    expect(writable()).toEqual(['recovery']);
    expect(led()).toEqual(['origin-recovery.shop.example.com']);
  });

  it('keeps the region that comes back from writing, fences it, and lets it follow', async () => {
    aws.faults.restoreRegion(PRIMARY);
    const [service] = current(PRIMARY, '', 'AWS::ECS::Service');
    expect(service.properties.DesiredCount).toBeUndefined();
    expect(writable()).toEqual(['recovery']);
    await take('fence');
    failNext('', 'AWS::ECS::Service');
    expect(await deploy(unit)).toMatchObject({
      '': 'failed',
      '-replica': 'skipped',
      '-traffic': 'skipped',
    });
    expect(writable()).toEqual(['recovery']);
    expect(await deploy(unit)).toEqual(DONE);
    await take('rejoin');
    const [old] = current(PRIMARY, '', 'AWS::RDS::DBInstance');
    expect(await deploy(unit)).toEqual(DONE);
    const [now] = current(PRIMARY, '', 'AWS::RDS::DBInstance');
    expect(now.properties.SourceDBInstanceIdentifier).toMatch(
      /:rds:us-west-2:.*:db:shop-dr$/,
    );
    // What nobody replicated is kept.
    expect(
      aws.cloudFormation
        .resources({ account: ACCOUNT, region: PRIMARY, type: old.type })
        .map(({ physicalId }) => physicalId)
        .sort(),
    ).toEqual(['shop', 'shop-g1-replica']);
    expect(writable()).toEqual(['recovery']);
  });

  it('goes back by the same way, although each step fails once', async () => {
    await take('switch', {
      more: { primarySnapshot: snapshot(PRIMARY, 'two') },
    });
    failNext('-dr', 'AWS::ECS::Service');
    expect(await deploy(unit)).toMatchObject({
      '-dr': 'failed',
      '': 'skipped',
      '-replica': 'skipped',
      '-traffic': 'skipped',
    });
    expect(writable()).toEqual(['recovery']);
    failNext('', 'AWS::RDS::DBInstance');
    expect(await deploy(unit)).toMatchObject({
      '-dr': 'succeeded',
      '': 'failed',
    });
    expect(writable()).toEqual([]);
    expect(led()).toEqual(['origin-recovery.shop.example.com']);
    expect(await deploy(unit)).toEqual(DONE);
    expect(writable()).toEqual(['primary']);
    expect(led()).toEqual(['origin-primary.shop.example.com']);
    await take('rejoin');
    expect(await deploy(unit)).toEqual(DONE);
    expect(writable()).toEqual(['primary']);
    const [standby] = current(RECOVERY, '-replica', 'AWS::RDS::DBInstance');
    expect(standby.properties.SourceDBInstanceIdentifier).toMatch(
      /:rds:us-east-2:.*:db:shop-g1-replica$/,
    );
  });
});
