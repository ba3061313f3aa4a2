import {
  CloudFormationClient,
  CreateChangeSetCommand,
  CreateStackCommand,
  ExecuteChangeSetCommand,
  RollbackStackCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { clientOptions, DEV } from '../../testing/clientOptions';
import { logGroups } from '../../testing/logGroups';
import { startTestAws, type TestAws } from '../../testing/startTestAws';

const place = { account: DEV, region: 'us-east-1' };

const kept = JSON.stringify({
  Resources: {
    Kept: {
      Type: 'AWS::Logs::LogGroup',
      Properties: { LogGroupName: '/kept' },
      DeletionPolicy: 'Retain',
    },
    Key: { Type: 'AWS::KMS::Key', DependsOn: 'Kept' },
  },
});

describe('Operations on stacks', () => {
  let aws: TestAws;
  let cfn: CloudFormationClient;

  beforeEach(async () => {
    aws = await startTestAws();
    cfn = new CloudFormationClient(clientOptions(aws.url));
  });
  afterEach(async () => {
    cfn.destroy();
    await aws.close();
  });

  const settled = async (StackId: string | undefined) => {
    const { status } = await aws.cloudFormation.operations.settled(
      StackId ?? '',
    );
    return status;
  };

  it('stay where they fail if the deployment’s configuration says so, also of a change set', async () => {
    aws.faults.failNext({ type: 'AWS::KMS::Key', message: 'No', times: 2 });
    const DeploymentConfig = { DisableRollback: true };
    const { StackId } = await cfn.send(
      new CreateStackCommand({
        StackName: 'a',
        TemplateBody: kept,
        DeploymentConfig,
      }),
    );
    expect(await settled(StackId)).toBe('CREATE_FAILED');
    await aws.cloudFormation.destroy({ ...place, stackName: 'a' });
    const { Id, StackId: other } = await cfn.send(
      new CreateChangeSetCommand({
        StackName: 'b',
        ChangeSetName: 'first',
        ChangeSetType: 'CREATE',
        TemplateBody: kept.replace('/kept', '/other'),
        DeploymentConfig,
      }),
    );
    await cfn.send(new ExecuteChangeSetCommand({ ChangeSetName: Id }));
    expect(await settled(other)).toBe('CREATE_FAILED');
  });

  it('take back what they created, and keep it only where that is wanted', async () => {
    for (const RetainExceptOnCreate of [false, true]) {
      aws.faults.failNext({ type: 'AWS::KMS::Key', message: 'No' });
      const { StackId } = await cfn.send(
        new CreateStackCommand({
          StackName: 'a',
          TemplateBody: kept.replace('/kept', `/kept/${RetainExceptOnCreate}`),
          DisableRollback: true,
        }),
      );
      expect(await settled(StackId)).toBe('CREATE_FAILED');
      await cfn.send(
        new RollbackStackCommand({ StackName: 'a', RetainExceptOnCreate }),
      );
      expect(await settled(StackId)).toBe('ROLLBACK_COMPLETE');
      await aws.cloudFormation.destroy({ ...place, stackName: 'a' });
    }
    expect(aws.cloudFormation.resources().map(live => live.physicalId)).toEqual(
      ['/kept/false'],
    );
  });

  it('refuse by name what they lack, and change nothing', async () => {
    const refused = (name: string, operation: string) => ({
      name: 'ValidationError',
      message: `The sandbox does not implement ${name} of ${operation}`,
    });
    const stack = { StackName: 'a', TemplateBody: logGroups(1) };
    for (const [name, value] of [
      ['TimeoutInMinutes', 5],
      ['StackPolicyBody', '{}'],
      ['ResourceTypes', ['AWS::KMS::*']],
    ] as const) {
      await expect(
        cfn.send(new CreateStackCommand({ ...stack, [name]: value })),
      ).rejects.toMatchObject(refused(name, 'CreateStack'));
    }
    await expect(
      cfn.send(
        new CreateStackCommand({
          ...stack,
          DeploymentConfig: { Mode: 'EXPRESS' },
        }),
      ),
    ).rejects.toMatchObject({
      message: "Value 'EXPRESS' at 'Mode' must be one of STANDARD",
    });
    expect(aws.cloudFormation.stacks()).toEqual([]);
    await aws.cloudFormation.deploy({
      ...place,
      stackName: 'a',
      template: logGroups(1),
    });
    await expect(
      cfn.send(
        new UpdateStackCommand({
          StackName: 'a',
          TemplateBody: logGroups(2),
          StackPolicyDuringUpdateBody: '{}',
        }),
      ),
    ).rejects.toMatchObject(
      refused('StackPolicyDuringUpdateBody', 'UpdateStack'),
    );
    expect(aws.cloudFormation.resources()).toHaveLength(1);
  });
});
