import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  DeletePolicyCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  IAMClient,
  ListPoliciesCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { clientOptions, DEV } from '../testing/clientOptions';
import { startTestAws, type TestAws } from '../testing/startTestAws';

const trust = JSON.stringify({
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${DEV}:root` },
      Action: 'sts:AssumeRole',
    },
  ],
});

function allow(action: string, more: object = {}) {
  return JSON.stringify({
    Statement: [{ Effect: 'Allow', Action: action, Resource: '*', ...more }],
  });
}

describe('A role’s policies', () => {
  let aws: TestAws;
  let iam: IAMClient;
  let sts: STSClient;

  beforeEach(async () => {
    aws = await startTestAws();
    iam = new IAMClient(clientOptions(aws.url));
    sts = new STSClient(clientOptions(aws.url));
  });
  afterEach(async () => {
    iam.destroy();
    sts.destroy();
    await aws.close();
  });

  const create = (more: object = {}) =>
    iam.send(
      new CreateRoleCommand({
        RoleName: 'deploy',
        AssumeRolePolicyDocument: trust,
        ...more,
      }),
    );
  const put = (PolicyDocument: string) =>
    iam.send(
      new PutRolePolicyCommand({
        RoleName: 'deploy',
        PolicyName: 'own',
        PolicyDocument,
      }),
    );
  const assume = (more: object = {}) =>
    sts.send(
      new AssumeRoleCommand({
        RoleArn: `arn:aws:iam::${DEV}:role/deploy`,
        RoleSessionName: 'run-1',
        ...more,
      }),
    );
  /** Asks for a parameter that is not there, as the role. */
  const ask = async () => {
    const { Credentials } = await assume();
    const ssm = new SSMClient({
      ...clientOptions(aws.url),
      credentials: {
        accessKeyId: Credentials?.AccessKeyId ?? '',
        secretAccessKey: Credentials?.SecretAccessKey ?? '',
        sessionToken: Credentials?.SessionToken,
      },
    });
    return ssm.send(new GetParameterCommand({ Name: '/none' }));
  };

  it('are refused by name where IAM does not know an operator or element', async () => {
    await expect(
      create({
        AssumeRolePolicyDocument: trust.replace('"Principal"', '"Principals"'),
      }),
    ).rejects.toMatchObject({
      name: 'MalformedPolicyDocumentException',
      message: expect.stringContaining('Principals'),
    });
    await create();
    await put(allow('ssm:*'));
    await expect(
      put(allow('ssm:*', { Condition: { StringIs: { 'aws:x': 'y' } } })),
    ).rejects.toMatchObject({
      name: 'MalformedPolicyDocumentException',
      message: expect.stringContaining('condition operator StringIs'),
    });
    // What was there before still counts.
    await expect(ask()).rejects.toMatchObject({ name: 'ParameterNotFound' });
  });

  it('allow nothing where one cannot be evaluated', async () => {
    await create();
    await put(allow('*'));
    const role = aws.iam.role(DEV, 'deploy');
    Object.assign(role?.inline ?? {}, {
      broken: { Statement: [{ Effect: 'Permit' }] },
    });
    await expect(ask()).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('effect "Permit"'),
    });
    Object.assign(role?.trust ?? {}, { Statements: [] });
    await expect(assume()).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining('element Statements'),
    });
  });

  it('allow no more than the boundary', async () => {
    const { Policy } = await iam.send(
      new CreatePolicyCommand({
        PolicyName: 'boundary',
        PolicyDocument: allow('cloudformation:*'),
      }),
    );
    await create({ PermissionsBoundary: Policy?.Arn });
    await put(allow('*'));
    await expect(
      iam.send(new GetRoleCommand({ RoleName: 'deploy' })),
    ).resolves.toMatchObject({
      Role: {
        PermissionsBoundary: { PermissionsBoundaryArn: Policy?.Arn },
      },
    });
    await expect(ask()).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
  });

  it('are not what a session asks for besides: that is refused', async () => {
    await create();
    await put(allow('*'));
    for (const more of [
      { Policy: allow('s3:*') },
      { PolicyArns: [{ arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }] },
      { Tags: [{ Key: 'a', Value: 'b' }] },
      { SourceIdentity: 'engineer' },
    ]) {
      const [name] = Object.keys(more);
      await expect(assume(more)).rejects.toMatchObject({
        name: 'ValidationError',
        message: `The sandbox does not implement ${name} of AssumeRole`,
      });
    }
  });

  it('are there or not, and say so', async () => {
    await create();
    const missing = { name: 'NoSuchEntityException' };
    const PolicyArn = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
    await expect(
      iam.send(new DetachRolePolicyCommand({ RoleName: 'deploy', PolicyArn })),
    ).rejects.toMatchObject(missing);
    await expect(
      iam.send(
        new DeleteRolePolicyCommand({ RoleName: 'deploy', PolicyName: 'own' }),
      ),
    ).rejects.toMatchObject(missing);
    await expect(
      iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId: 'v2' })),
    ).rejects.toMatchObject(missing);

    const policy = { PolicyName: 'own', PolicyDocument: allow('s3:*') };
    const { Policy } = await iam.send(new CreatePolicyCommand(policy));
    await expect(
      iam.send(new CreatePolicyCommand(policy)),
    ).rejects.toMatchObject({ name: 'EntityAlreadyExistsException' });
    await iam.send(
      new AttachRolePolicyCommand({
        RoleName: 'deploy',
        PolicyArn: Policy?.Arn,
      }),
    );
    await expect(
      iam.send(new DeletePolicyCommand({ PolicyArn: Policy?.Arn })),
    ).rejects.toMatchObject({ name: 'DeleteConflictException' });
    const { Policies: local } = await iam.send(
      new ListPoliciesCommand({ Scope: 'Local' }),
    );
    expect(local?.map(item => item.PolicyName)).toEqual(['own']);
    const { Policies: all } = await iam.send(new ListPoliciesCommand({}));
    expect(all?.map(item => item.Arn)).toContain(PolicyArn);
    await expect(
      iam.send(new ListPoliciesCommand({ OnlyAttached: true })),
    ).rejects.toMatchObject({
      message: 'The sandbox does not implement OnlyAttached of ListPolicies',
    });
  });
});
