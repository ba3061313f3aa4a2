import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import {
  CreateRoleCommand,
  GetRoleCommand,
  IAMClient,
  PutRolePolicyCommand,
  paginateListRoles,
} from '@aws-sdk/client-iam';
import {
  AssumeRoleCommand,
  GetCallerIdentityCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import {
  clientOptions,
  DEV as account,
  type Place,
} from '../testing/clientOptions';
import { collect } from '../testing/collect';
import { logGroups } from '../testing/logGroups';
import { startTestAws, type TestAws } from '../testing/startTestAws';

describe('IAM and STS', () => {
  let aws: TestAws;
  const client = (place: Place = {}) => clientOptions(aws.url, place);

  beforeEach(async () => {
    aws = await startTestAws({ pageSize: 3 });
  });
  afterEach(async () => {
    await aws.close();
  });

  it('keeps roles, and lets sessions act as them within their policies', async () => {
    const iam = new IAMClient(client());
    for (const name of ['plan', 'deploy', 'other']) {
      await iam.send(
        new CreateRoleCommand({
          RoleName: name,
          AssumeRolePolicyDocument: JSON.stringify({
            Statement: [
              {
                Effect: 'Allow',
                Principal: { AWS: `arn:aws:iam::${account}:root` },
                Action: 'sts:AssumeRole',
              },
            ],
          }),
        }),
      );
    }
    await iam.send(
      new PutRolePolicyCommand({
        RoleName: 'plan',
        PolicyName: 'read',
        PolicyDocument: JSON.stringify({
          Statement: [
            {
              Effect: 'Allow',
              Action: ['cloudformation:Describe*', 's3:Get*'],
              Resource: '*',
            },
          ],
        }),
      }),
    );
    await expect(
      iam.send(new GetRoleCommand({ RoleName: 'plan' })),
    ).resolves.toMatchObject({ Role: { MaxSessionDuration: 3600 } });
    const roles = await collect(
      paginateListRoles({ client: iam, pageSize: 2 }, {}),
      page => page.Roles,
    );
    expect(roles.items.map(role => role.RoleName)).toEqual([
      'deploy',
      'other',
      'plan',
    ]);
    const sts = new STSClient(client());
    const { Credentials, AssumedRoleUser } = await sts.send(
      new AssumeRoleCommand({
        RoleArn: `arn:aws:iam::${account}:role/plan`,
        RoleSessionName: 'run-17',
      }),
    );
    expect(AssumedRoleUser?.Arn).toBe(
      `arn:aws:sts::${account}:assumed-role/plan/run-17`,
    );
    const session = {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken,
    };
    const cfn = new CloudFormationClient({ ...client(), credentials: session });
    await expect(
      cfn.send(new DescribeStacksCommand({})),
    ).resolves.toBeDefined();
    await expect(
      cfn.send(
        new CreateStackCommand({ StackName: 'x', TemplateBody: logGroups(1) }),
      ),
    ).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining(
        'assumed-role/plan/run-17 is not authorized to perform: cloudformation:CreateStack',
      ),
    });
    await expect(
      new STSClient({ ...client(), credentials: session }).send(
        new GetCallerIdentityCommand({}),
      ),
    ).resolves.toMatchObject({ Arn: AssumedRoleUser?.Arn, Account: account });
    await expect(
      new STSClient(client({ account: '444455556666' })).send(
        new AssumeRoleCommand({
          RoleArn: `arn:aws:iam::${account}:role/plan`,
          RoleSessionName: 'intruder',
        }),
      ),
    ).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(
      new STSClient(client({ kind: 'READ' })).send(
        new AssumeRoleCommand({
          RoleArn: `arn:aws:iam::${account}:role/deploy`,
          RoleSessionName: 'reader',
        }),
      ),
    ).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});
