import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { blueprintStacks, createApp } from '@plinth/blueprints';
import {
  BlueprintRegistry,
  type BlueprintSchema,
  blueprintSchemas,
  type Unit,
  validateUnit,
} from '@plinth/blueprints/schema';
import {
  type AwsSandbox,
  DocumentStore,
  SandboxClock,
  startAws,
} from '@plinth/sandbox';
import { withoutProtections } from './removal/protections';

const run = promisify(execFile);
const ACCOUNT = '111122223333';
const REGION = 'us-east-1';
const blueprints = new BlueprintRegistry();
const CDK = require.resolve('aws-cdk/bin/cdk');

/** Regions in which a sample may have stacks: its own, and that of its disaster recovery. */
const REGIONS = [REGION, 'us-west-2'];

function sample(
  schema: BlueprintSchema,
  monthlyBudget: number,
  parameters: Record<string, unknown>,
): Unit {
  const [stage] = schema.stages;
  const common = {
    name: `sample-${schema.name}`,
    blueprint: schema.name,
    version: schema.version,
    stage,
    account: ACCOUNT,
    region: REGION,
    owner: 'group:default/platform',
    monthlyBudget,
    parameters: { ...schema.example(stage), ...parameters },
  };
  return schema.kind === 'tenant'
    ? { kind: 'tenant', environment: 'sample-application', ...common }
    : { kind: 'environment', ...common };
}

// The blueprints' own tests check the same templates against CloudFormation's schemas; here they are deployed.
const validationBefore = process.env.CDK_VALIDATION;
beforeAll(() => {
  process.env.CDK_VALIDATION = 'false';
});
afterAll(() => {
  if (validationBefore === undefined) {
    delete process.env.CDK_VALIDATION;
  } else {
    process.env.CDK_VALIDATION = validationBefore;
  }
});

describe('the CDK CLI and the sandbox', () => {
  let dataDir: string;
  let documents: DocumentStore;
  let aws: AwsSandbox;

  beforeAll(async () => {
    dataDir = mkdtempSync(path.join(tmpdir(), 'plinth-blueprints-'));
    documents = DocumentStore.open(':memory:');
    aws = await startAws({
      clock: new SandboxClock(),
      documents,
      dataDir,
      port: 0,
      latency: 1,
    });
    const template = readFileSync(
      path.join(
        path.dirname(require.resolve('aws-cdk/package.json')),
        'lib/api/bootstrap/bootstrap-template.yaml',
      ),
      'utf8',
    );
    for (const region of REGIONS) {
      // All blueprints stand beside each other.
      aws.quotas.raiseAll({ account: ACCOUNT, region });
      await aws.cloudFormation.deploy({
        account: ACCOUNT,
        region,
        stackName: 'CDKToolkit',
        template,
      });
    }
  });

  afterAll(async () => {
    await aws.close();
    documents.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  function synthesize(
    schema: BlueprintSchema,
    monthlyBudget: number,
    parameters: Record<string, unknown> = {},
  ): string {
    const unit = validateUnit(
      sample(schema, monthlyBudget, parameters),
      blueprints,
    );
    const outdir = mkdtempSync(path.join(dataDir, 'assembly-'));
    const app = createApp({ outdir });
    const StackClass = blueprintStacks[unit.blueprint];
    expect(
      new StackClass(app, unit.name, {
        unit,
        env: { account: unit.account, region: unit.region },
      }),
    ).toBeDefined();
    return app.synth().directory;
  }

  async function cdk(...args: string[]): Promise<void> {
    await run(process.execPath, [CDK, ...args, '--no-notices', '--ci'], {
      cwd: dataDir,
      env: {
        PATH: process.env.PATH,
        HOME: dataDir,
        // What one start of the CLI has compiled, the next has not to.
        NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
        CDK_DISABLE_CLI_TELEMETRY: 'true',
        AWS_ENDPOINT_URL: aws.url,
        AWS_ACCESS_KEY_ID: `AKIA${ACCOUNT}DEMO`,
        AWS_SECRET_ACCESS_KEY: 'sandbox',
        AWS_REGION: REGION,
        AWS_EC2_METADATA_DISABLED: 'true',
      },
      maxBuffer: 64_000_000,
    });
  }

  const stacksOf = (schema: BlueprintSchema) =>
    aws.cloudFormation
      .stacks({ account: ACCOUNT })
      .filter(stack => stack.name.startsWith(`sample-${schema.name}`));
  const statuses = (schema: BlueprintSchema) =>
    stacksOf(schema).map(stack => stack.status);

  /** Physical IDs by stack and logical ID: a resource that was replaced has another one. */
  const identities = (schema: BlueprintSchema) =>
    Object.fromEntries(
      stacksOf(schema).flatMap(stack =>
        aws.cloudFormation
          .resources(stack)
          .filter(({ stackId }) => stackId === stack.id)
          .map(({ stackName, logicalId, physicalId }) => [
            `${stackName}/${logicalId}`,
            physicalId,
          ]),
      ),
    );

  // A tenant imports what its environment exports, so environments come first and go last.
  const environments = blueprintSchemas.filter(s => s.kind === 'environment');
  const tenants = blueprintSchemas.filter(s => s.kind === 'tenant');
  /** The stacks of a blueprint have one name at all its versions: a newer one upgrades what an older one made. */
  const isUpgrade = (schema: BlueprintSchema) =>
    blueprintSchemas.find(({ name }) => name === schema.name) !== schema;
  /** What an upgraded unit asks for next: everything that its new version can add, in the zones that its network has. */
  const additionsOf = (schema: BlueprintSchema) => {
    if (!isUpgrade(schema)) {
      return {};
    }
    const { availabilityZones } = schema.defaultsFor(schema.stages[0], REGION);
    return { ...schema.sizes.full, availabilityZones };
  };
  const newest = (schemas: BlueprintSchema[]) =>
    schemas.filter(schema => blueprints.newest(schema.name) === schema);

  const deployAndUpdate = async (schema: BlueprintSchema) => {
    const deploy = ['deploy', '--all', '--require-approval', 'never'];
    const before = identities(schema);
    await cdk(...deploy, '--app', synthesize(schema, 500));
    expect(new Set(statuses(schema))).toEqual(
      new Set([isUpgrade(schema) ? 'UPDATE_COMPLETE' : 'CREATE_COMPLETE']),
    );
    await cdk(...deploy, '--app', synthesize(schema, 600, additionsOf(schema)));
    expect(
      statuses(schema).every(status =>
        /^(CREATE|UPDATE)_COMPLETE$/.test(status),
      ),
    ).toBe(true);
    expect(Object.keys(before).length > 0).toBe(isUpgrade(schema));
    expect(identities(schema)).toMatchObject(before);
  };

  const destroy = async (schema: BlueprintSchema) => {
    for (const stack of stacksOf(schema)) {
      aws.cloudFormation.protect(stack, false);
      for (const live of aws.cloudFormation.resources(stack)) {
        const { stackId, type, properties } = live;
        const { Resources = {} } = withoutProtections({
          Resources: { live: { Type: type, Properties: properties } },
        });
        const unprotected = Resources.live.Properties as typeof properties;
        if (stackId === stack.id && unprotected !== properties) {
          aws.cloudFormation.edits.edit(live, unprotected);
        }
      }
    }
    await cdk(
      'destroy',
      '--all',
      '--force',
      '--app',
      synthesize(schema, 600, additionsOf(schema)),
    );
    expect(statuses(schema)).toEqual([]);
  };

  const deployments = [...environments, ...tenants];
  const deletions = newest([...tenants, ...environments]);
  const deployed = new Map<BlueprintSchema, Promise<void>>();
  const deleted = new Map<BlueprintSchema, Promise<void>>();
  /** The environment in which the tenants of the samples live. */
  const isHost = ({ name }: BlueprintSchema) => name === 'application';

  // Blueprints go side by side: most of the time the CLI waits until it looks again. Each test awaits its own step.
  beforeAll(() => {
    const after = (earlier: Array<Promise<void> | undefined>) =>
      Promise.all(earlier).then(() => undefined);
    const begin = (step: Promise<void>) => {
      // A step that fails is told by its own test, and by those of what depends on it.
      step.catch(() => undefined);
      return step;
    };
    for (const schema of deployments) {
      const before = deployments.filter(
        other =>
          other !== schema &&
          deployed.has(other) &&
          (other.name === schema.name ||
            (schema.kind === 'tenant' && isHost(other))),
      );
      const ready = after(before.map(other => deployed.get(other)));
      deployed.set(schema, begin(ready.then(() => deployAndUpdate(schema))));
    }
    for (const schema of deletions) {
      const guests = isHost(schema)
        ? tenants.map(tenant => deleted.get(tenant))
        : [];
      const ready = after([deployed.get(schema), ...guests]);
      deleted.set(schema, begin(ready.then(() => destroy(schema))));
    }
  });

  it.each(deployments.map(s => [s.name, s.version, s] as const))(
    'deploy and update %s %s',
    (_, __, schema) => expect(deployed.get(schema)).resolves.toBeUndefined(),
    300_000,
  );

  it.each(deletions.map(s => [s.name, s] as const))(
    'delete %s, once nothing protects it',
    (_, schema) => expect(deleted.get(schema)).resolves.toBeUndefined(),
    300_000,
  );
});
