import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { Pipeline } from './__testUtils__/Pipeline';

const NEW_ACCOUNT = '222233334444';
const PLACE = { account: NEW_ACCOUNT, region: 'us-east-1' };
const UNIT = 'bootstrap-payments';
const PLINTH = path.resolve(__dirname, '../bin/plinth');
const CDK = require.resolve('aws-cdk/bin/cdk');

describe('an account that has nothing', () => {
  let pipeline: Pipeline;
  let home: string;
  beforeAll(async () => {
    pipeline = await Pipeline.start();
    home = mkdtempSync(path.join(tmpdir(), 'plinth-operator-'));
  });
  afterAll(async () => {
    rmSync(home, { recursive: true, force: true });
    await pipeline?.close();
  });

  /** Runs a program in the checkout as an administrator of the account. */
  const asOperator = (program: string, ...args: string[]) =>
    promisify(execFile)(process.execPath, [program, ...args], {
      cwd: pipeline.checkout.root,
      env: {
        PATH: process.env.PATH,
        HOME: home,
        AWS_ENDPOINT_URL: pipeline.aws.url,
        AWS_ACCESS_KEY_ID: `AKIA${NEW_ACCOUNT}DEMO`,
        AWS_SECRET_ACCESS_KEY: 'sandbox',
        AWS_REGION: PLACE.region,
        AWS_EC2_METADATA_DISABLED: 'true',
      },
      maxBuffer: 64_000_000,
    });

  it('is bootstrapped by an operator, from a commit that was planned and is authorized', async () => {
    await pipeline.merge(
      await pipeline.propose('account', checkout =>
        checkout.write(
          'governance/phase.yaml',
          checkout
            .read('governance/phase.yaml')
            .replace(
              /accounts: \[/,
              `accounts: [${JSON.stringify({ id: NEW_ACCOUNT, name: 'payments', stages: ['production'], regions: ['us-east-1'] })},`,
            ),
        ),
      ),
    );
    const pull = await pipeline.propose('bootstrap', checkout => {
      checkout.writeEnvironment(UNIT, {
        blueprint: 'bootstrap',
        stage: 'production',
        account: NEW_ACCOUNT,
        monthlyBudget: 20,
        parameters: {
          repository: 'acme/infrastructure',
          deployedBy: 'operator',
        },
      });
      checkout.write(
        `environments/${UNIT}/stack.ts`,
        `import { Bootstrap } from '@plinth/blueprints';

export default class UnitStack extends Bootstrap {}
`,
      );
    });
    // The pipeline cannot read an account that lets nobody in, and says so.
    expect(pipeline.lastRun('plan').conclusion).toBe('failure');
    expect(pipeline.lastRun('plan').jobs[0].log).toMatch(
      /plinth-plan.*Check that the role exists/s,
    );

    const plan = await asOperator(PLINTH, 'plan');
    expect(plan.stdout + plan.stderr).toMatch(/1 stack: \d+ to add/);

    await asOperator(
      CDK,
      'deploy',
      UNIT,
      '--require-approval',
      'never',
      '--no-notices',
      '--parameters',
      `PlinthProvenance=${JSON.stringify({ commit: pull.headSha })}`,
    );
    const { cloudFormation, iam } = pipeline.aws;
    expect(cloudFormation.store.find(PLACE, UNIT)).toMatchObject({
      status: 'CREATE_COMPLETE',
      terminationProtection: true,
    });
    for (const role of [
      'plinth-plan',
      'plinth-deploy',
      'plinth-read',
      'plinth-operator',
      `cdk-plinth-deploy-role-${NEW_ACCOUNT}-us-east-1`,
      `cdk-plinth-cfn-exec-role-${NEW_ACCOUNT}-us-east-1`,
    ]) {
      expect([role, iam.role(NEW_ACCOUNT, role)]).toEqual([
        role,
        expect.anything(),
      ]);
    }
  });
});
