import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { clientOptions } from './testing/clientOptions';
import { startTestAws, type TestAws } from './testing/startTestAws';

const root = join(__dirname, '../../../..');
const cli = join(dirname(require.resolve('aws-cdk/package.json')), 'bin/cdk');
const account = '111122223333';
const place = { account, region: 'us-east-1' };

// One app in three versions, all synthesized at once because loading the library takes longest.
const app = `
const { App, CfnOutput, CfnParameter, Duration, RemovalPolicy, Stack, Tags } = require('aws-cdk-lib');
const kms = require('aws-cdk-lib/aws-kms');
const logs = require('aws-cdk-lib/aws-logs');
const s3 = require('aws-cdk-lib/aws-s3');
const sqs = require('aws-cdk-lib/aws-sqs');
for (const version of ['first', 'second', 'third']) {
  const app = new App({ outdir: 'cdk.' + version, analyticsReporting: false });
  const stack = new Stack(app, 'claims-dev', {
    env: { account: '${account}', region: 'us-east-1' },
    tags: { 'plinth:unit': 'environments/claims-dev' },
  });
  const provenance = new CfnParameter(stack, 'PlinthProvenance', { default: 'none' });
  const key = new kms.Key(stack, 'Key', { enableKeyRotation: true, removalPolicy: RemovalPolicy.DESTROY });
  new s3.Bucket(stack, 'Data', { encryptionKey: key, versioned: true, removalPolicy: RemovalPolicy.DESTROY });
  const queue = new sqs.Queue(stack, 'Jobs', { queueName: version === 'first' ? 'jobs' : 'jobs-two' });
  new logs.LogGroup(stack, 'Log', { logGroupName: '/claims', retention: 7, removalPolicy: RemovalPolicy.DESTROY });
  if (version === 'third') {
    const topic = new logs.LogGroup(stack, 'More', { removalPolicy: RemovalPolicy.DESTROY });
    topic.node.addDependency(queue);
  }
  new CfnOutput(stack, 'PlinthProvenanceOutput', { value: provenance.valueAsString }).overrideLogicalId('Provenance');
  app.synth();
}
`;

interface Run {
  code: number;
  output: string;
}

describe('The CDK’s own CLI', () => {
  let aws: TestAws;
  let folder: string;

  function run(command: string, args: string[], env = {}): Promise<Run> {
    const { credentials: keys } = clientOptions(aws.url);
    return new Promise(resolve => {
      execFile(
        process.execPath,
        [command, ...args],
        {
          cwd: folder,
          env: {
            PATH: process.env.PATH,
            // What one start of the CLI has compiled, the next has not to.
            NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
            CDK_DISABLE_CLI_TELEMETRY: 'true',
            HOME: folder,
            CI: 'true',
            AWS_REGION: 'us-east-1',
            AWS_ENDPOINT_URL: aws.url,
            AWS_ACCESS_KEY_ID: keys.accessKeyId,
            AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
            ...env,
          },
        },
        (error, stdout, stderr) =>
          resolve({
            code: error ? Number(error.code ?? 1) : 0,
            output: stdout + stderr,
          }),
      );
    });
  }

  const cdk = (version: string, ...args: string[]) =>
    run(cli, [
      '--no-notices',
      '--no-color',
      '--app',
      `cdk.${version}`,
      ...args,
    ]);
  const deploy = (version: string, ...args: string[]) =>
    cdk(version, 'deploy', '--require-approval', 'never', ...args);
  const stack = () => aws.cloudFormation.stack(place, 'claims-dev');

  beforeAll(async () => {
    aws = await startTestAws({ latency: 20 });
    const data = join(root, '.data');
    mkdirSync(data, { recursive: true });
    folder = mkdtempSync(join(data, 'cdk-test-'));
    writeFileSync(join(folder, 'app.js'), app);
  });
  afterAll(async () => {
    await aws.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('bootstraps an account, and synthesizes', async () => {
    const [synthesis, bootstrap] = await Promise.all([
      run(join(folder, 'app.js'), []),
      run(cli, [
        'bootstrap',
        `aws://${account}/us-east-1`,
        '--no-notices',
        '--no-color',
      ]),
    ]);
    expect(synthesis).toMatchObject({ code: 0 });
    expect(bootstrap.output).toContain('bootstrapped');
    expect(
      aws.iam.role(account, `cdk-hnb659fds-deploy-role-${account}-us-east-1`),
    ).toBeDefined();
  });

  it('deploys, with parameters, and finds nothing to do the second time', async () => {
    const first = await deploy(
      'first',
      '--parameters',
      'PlinthProvenance={"commit":"0a1b2c3"}',
    );
    expect(first).toMatchObject({ code: 0 });
    expect(first.output).toContain(
      'claims-dev.Provenance = {"commit":"0a1b2c3"}',
    );
    expect(stack()).toMatchObject({
      status: 'CREATE_COMPLETE',
      roleArn: `arn:aws:iam::${account}:role/cdk-hnb659fds-cfn-exec-role-${account}-us-east-1`,
      tags: [{ Key: 'plinth:unit', Value: 'environments/claims-dev' }],
    });
    const [bucket] = aws.cloudFormation.resources({
      type: 'AWS::S3::Bucket',
      stackName: 'claims-dev',
    });
    expect(bucket.tags).toEqual({ 'plinth:unit': 'environments/claims-dev' });
    expect(
      aws.s3.list(`cdk-hnb659fds-assets-${account}-us-east-1`),
    ).toHaveLength(1);
    const again = await deploy('first');
    expect(again).toMatchObject({ code: 0 });
    expect(again.output).toContain('(no changes)');
  });

  it('updates with replacement', async () => {
    const diff = await cdk('second', 'diff');
    expect(diff.output).toMatch(/AWS::SQS::Queue Jobs.*replace/s);
    const second = await deploy('second');
    expect(second).toMatchObject({ code: 0 });
    const after = stack();
    expect(after.status).toBe('UPDATE_COMPLETE');
    expect(
      aws.cloudFormation
        .resources({ type: 'AWS::SQS::Queue' })
        .map(live => live.physicalId),
    ).toEqual([`https://sqs.us-east-1.amazonaws.com/${account}/jobs-two`]);
  });

  it('fails, and rolls back', async () => {
    aws.faults.failNext({
      type: 'AWS::Logs::LogGroup',
      message: 'Resource limit exceeded.',
    });
    const third = await deploy('third');
    expect(third.code).toBe(1);
    expect(third.output).toContain('Resource limit exceeded.');
    expect(third.output).toContain('UPDATE_ROLLBACK_IN_PROG');
    expect(stack().status).toBe('UPDATE_ROLLBACK_COMPLETE');
  });

  it('detects drift', async () => {
    const [log] = aws.cloudFormation.resources({ type: 'AWS::Logs::LogGroup' });
    aws.cloudFormation.edits.edit(log, { RetentionInDays: 1 });
    const drift = await cdk('second', 'drift', '--fail');
    expect(drift.code).toBe(1);
    expect(drift.output).toMatch(/RetentionInDays/);
    expect(drift.output).toContain('Number of resources with drift: 1');
  });

  it('destroys', async () => {
    const { id } = stack();
    const gone = await cdk('second', 'destroy', '--force');
    expect(gone).toMatchObject({ code: 0 });
    expect(aws.cloudFormation.stack(place, id).status).toBe('DELETE_COMPLETE');
    expect(aws.cloudFormation.resources({ stackName: 'claims-dev' })).toEqual(
      [],
    );
  });
});
