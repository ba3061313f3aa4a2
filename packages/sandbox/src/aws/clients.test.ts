import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeChangeSetCommand,
  DescribeStacksCommand,
  GetTemplateSummaryCommand,
  ListTypesCommand,
  paginateDescribeStackEvents,
  paginateDescribeStacks,
  paginateListStackResources,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation';
import {
  CreateOpenIDConnectProviderCommand,
  CreateRoleCommand,
  GetRoleCommand,
  IAMClient,
  paginateListRoles,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  GetBucketLocationCommand,
  GetObjectCommand,
  HeadObjectCommand,
  paginateListObjectsV2,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import {
  GetParameterCommand,
  paginateGetParametersByPath,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import {
  AssumeRoleCommand,
  AssumeRoleWithWebIdentityCommand,
  GetCallerIdentityCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import { generateKeyPairSync, sign } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AwsCallRecord } from './AwsEventBus';
import { keys, startTestAws, type TestAws } from './testing/startTestAws';

const account = '111122223333';

function logGroups(count: number): string {
  return JSON.stringify({
    Resources: Object.fromEntries(
      Array.from({ length: count }, (_, index) => [
        `Log${index}`,
        {
          Type: 'AWS::Logs::LogGroup',
          Properties: {
            LogGroupName: { 'Fn::Sub': `/\${AWS::StackName}/${index}` },
          },
        },
      ]),
    ),
  });
}

async function collect<T, R>(
  pages: AsyncIterable<T>,
  pick: (page: T) => R[] | undefined,
): Promise<{ items: R[]; pages: number }> {
  const items: R[] = [];
  let count = 0;
  for await (const page of pages) {
    items.push(...(pick(page) ?? []));
    count += 1;
  }
  return { items, pages: count };
}

describe('AWS SDK clients', () => {
  let aws: TestAws;
  let calls: AwsCallRecord[];
  const client = (credentials = keys(), region = 'us-east-1') => ({
    endpoint: aws.url,
    region,
    credentials,
    maxAttempts: 1,
  });

  beforeEach(async () => {
    aws = await startTestAws({ pageSize: 3 });
    calls = [];
    aws.bus.on('call', call => calls.push(call));
  });
  afterEach(async () => {
    await aws.close();
  });

  it('page through stacks, events, resources and changes', async () => {
    const cfn = new CloudFormationClient(client());
    for (const name of ['a', 'b', 'c', 'd']) {
      await cfn.send(
        new CreateStackCommand({
          StackName: name,
          TemplateBody: logGroups(4),
          ClientRequestToken: `token-${name}`,
          Tags: [{ Key: 'plinth:unit', Value: `environments/${name}` }],
        }),
      );
      await waitUntilStackCreateComplete(
        { client: cfn, maxWaitTime: 10, minDelay: 1 },
        { StackName: name },
      );
    }
    const stacks = await collect(
      paginateDescribeStacks({ client: cfn }, {}),
      page => page.Stacks,
    );
    expect(stacks.items.map(stack => stack.StackName)).toEqual([
      'd',
      'c',
      'b',
      'a',
    ]);
    expect(stacks.pages).toBe(2);
    expect(stacks.items[0]).toMatchObject({
      StackStatus: 'CREATE_COMPLETE',
      CreationTime: expect.any(Date),
      Tags: [{ Key: 'plinth:unit', Value: 'environments/d' }],
      EnableTerminationProtection: false,
      DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
    });
    const events = await collect(
      paginateDescribeStackEvents({ client: cfn }, { StackName: 'a' }),
      page => page.StackEvents,
    );
    expect(events.items).toHaveLength(14);
    expect(events.items[0]).toMatchObject({
      ResourceStatus: 'CREATE_COMPLETE',
      ResourceType: 'AWS::CloudFormation::Stack',
      ClientRequestToken: 'token-a',
    });
    const times = events.items.map(event => Number(event.Timestamp));
    expect(times).toEqual([...times].sort((left, right) => right - left));
    const resources = await collect(
      paginateListStackResources({ client: cfn }, { StackName: 'a' }),
      page => page.StackResourceSummaries,
    );
    expect(resources.items.map(item => item.PhysicalResourceId)).toEqual([
      '/a/0',
      '/a/1',
      '/a/2',
      '/a/3',
    ]);
    const elsewhere = new CloudFormationClient(client(keys(), 'eu-west-1'));
    const other = new CloudFormationClient(client(keys('444455556666')));
    for (const stranger of [elsewhere, other]) {
      const { Stacks } = await stranger.send(new DescribeStacksCommand({}));
      expect(Stacks).toEqual([]);
    }
  });

  it('get errors in the service’s own shape', async () => {
    const cfn = new CloudFormationClient(client());
    await expect(
      cfn.send(new DescribeStacksCommand({ StackName: 'none' })),
    ).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'Stack with id none does not exist',
      $metadata: { httpStatusCode: 400, requestId: expect.any(String) },
    });
    await expect(
      cfn.send(
        new DescribeChangeSetCommand({
          ChangeSetName: `arn:aws:cloudformation:us-east-1:${account}:changeSet/x/y`,
        }),
      ),
    ).rejects.toMatchObject({ name: 'ChangeSetNotFoundException' });
    await expect(cfn.send(new ListTypesCommand({}))).rejects.toMatchObject({
      name: 'InvalidAction',
      message: expect.stringContaining('ListTypes'),
    });
    const stranger = { accessKeyId: 'AKIAUNKNOWN', secretAccessKey: 'x' };
    await expect(
      new CloudFormationClient(client(stranger)).send(
        new DescribeStacksCommand({}),
      ),
    ).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
    await expect(
      new SSMClient(client(stranger)).send(
        new GetParameterCommand({ Name: 'x' }),
      ),
    ).rejects.toMatchObject({ name: 'UnrecognizedClientException' });
    await expect(
      new S3Client(client(stranger)).send(
        new GetObjectCommand({ Bucket: 'b', Key: 'k' }),
      ),
    ).rejects.toMatchObject({ name: 'InvalidAccessKeyId' });
    await expect(
      new SSMClient(client()).send(new GetParameterCommand({ Name: '/none' })),
    ).rejects.toMatchObject({ name: 'ParameterNotFound' });
  });

  it('may not change anything with a read-only key', async () => {
    const cfn = new CloudFormationClient(client(keys(account, 'READ')));
    await expect(
      cfn.send(new DescribeStacksCommand({})),
    ).resolves.toBeDefined();
    await expect(
      cfn.send(
        new CreateStackCommand({ StackName: 'x', TemplateBody: logGroups(1) }),
      ),
    ).rejects.toMatchObject({
      name: 'AccessDenied',
      message: `User: arn:aws:iam::${account}:user/reader is not authorized to perform: cloudformation:CreateStack because no identity-based policy allows the action`,
    });
    expect(calls.at(-1)).toMatchObject({
      eventSource: 'cloudformation.amazonaws.com',
      eventName: 'CreateStack',
      errorCode: 'AccessDenied',
      readOnly: false,
      account,
      region: 'us-east-1',
      requestParameters: { stackName: 'x' },
    });
    expect(calls.at(-1)?.requestParameters).not.toHaveProperty('templateBody');
  });

  it('are throttled, and denied, when somebody wants it so', async () => {
    const cfn = new CloudFormationClient(client());
    aws.faults.throttle({
      action: 'cloudformation:DescribeStacks',
      milliseconds: 60_000,
    });
    await expect(cfn.send(new DescribeStacksCommand({}))).rejects.toMatchObject(
      { name: 'Throttling', message: 'Rate exceeded' },
    );
    aws.faults.clear();
    aws.accounts.deny(account);
    await expect(cfn.send(new DescribeStacksCommand({}))).rejects.toMatchObject(
      { name: 'AccessDenied' },
    );
    aws.accounts.allow(account);
    await expect(
      cfn.send(new DescribeStacksCommand({})),
    ).resolves.toBeDefined();
  });

  it('summarize a template with its parameters', async () => {
    const cfn = new CloudFormationClient(client());
    const summary = await cfn.send(
      new GetTemplateSummaryCommand({
        TemplateBody: [
          'Parameters:',
          '  Stage: { Type: String, Default: dev, AllowedValues: [dev, prod] }',
          'Resources:',
          '  Key:',
          '    Type: AWS::KMS::Key',
          '    Properties:',
          '      Description: !Sub "for ${Stage} in ${AWS::Region}"',
        ].join('\n'),
      }),
    );
    expect(summary).toMatchObject({
      ResourceTypes: ['AWS::KMS::Key'],
      Parameters: [
        {
          ParameterKey: 'Stage',
          DefaultValue: 'dev',
          ParameterConstraints: { AllowedValues: ['dev', 'prod'] },
        },
      ],
    });
  });

  it('keep roles, and act as them within their policies', async () => {
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
    const cfn = new CloudFormationClient(client(session));
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
      new STSClient(client(session)).send(new GetCallerIdentityCommand({})),
    ).resolves.toMatchObject({ Arn: AssumedRoleUser?.Arn, Account: account });
    await expect(
      new STSClient(client(keys('444455556666'))).send(
        new AssumeRoleCommand({
          RoleArn: `arn:aws:iam::${account}:role/plan`,
          RoleSessionName: 'intruder',
        }),
      ),
    ).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(
      new STSClient(client(keys(account, 'READ'))).send(
        new AssumeRoleCommand({
          RoleArn: `arn:aws:iam::${account}:role/deploy`,
          RoleSessionName: 'reader',
        }),
      ),
    ).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('page through parameters', async () => {
    const ssm = new SSMClient(client());
    for (let index = 0; index < 12; index += 1) {
      await ssm.send(
        new PutParameterCommand({
          Name: `/plinth/${index}`,
          Value: 'v',
          Type: index === 0 ? 'SecureString' : 'String',
        }),
      );
    }
    const found = await collect(
      paginateGetParametersByPath({ client: ssm }, { Path: '/plinth' }),
      page => page.Parameters,
    );
    expect(found).toMatchObject({ pages: 2 });
    expect(found.items).toHaveLength(12);
    const secret = await ssm.send(
      new GetParameterCommand({ Name: '/plinth/0', WithDecryption: true }),
    );
    expect(secret.Parameter).toMatchObject({
      Value: 'v',
      Version: 1,
      LastModifiedDate: expect.any(Date),
    });
    expect(JSON.stringify(calls[0].requestParameters)).not.toContain('"v"');
  });

  it('store and read objects', async () => {
    const s3 = new S3Client(client(keys(), 'eu-west-1'));
    const Bucket = 'acme-artifacts';
    await s3.send(new CreateBucketCommand({ Bucket }));
    const { LocationConstraint } = await s3.send(
      new GetBucketLocationCommand({ Bucket }),
    );
    expect(LocationConstraint).toBe('eu-west-1');
    for (const Key of ['a b/ü.txt', 'a b/2', 'c']) {
      await s3.send(new PutObjectCommand({ Bucket, Key, Body: `of ${Key}` }));
    }
    const object = await s3.send(
      new GetObjectCommand({ Bucket, Key: 'a b/ü.txt' }),
    );
    expect(await object.Body?.transformToString()).toBe('of a b/ü.txt');
    const upload = await s3.send(
      new CreateMultipartUploadCommand({ Bucket, Key: 'big' }),
    );
    const parts = [];
    for (const PartNumber of [1, 2]) {
      const part = await s3.send(
        new UploadPartCommand({
          Bucket,
          Key: 'big',
          UploadId: upload.UploadId,
          PartNumber,
          Body: Buffer.alloc(1000, String(PartNumber)),
        }),
      );
      parts.push({ PartNumber, ETag: part.ETag });
    }
    await s3.send(
      new CompleteMultipartUploadCommand({
        Bucket,
        Key: 'big',
        UploadId: upload.UploadId,
        MultipartUpload: { Parts: parts },
      }),
    );
    await expect(
      s3.send(new HeadObjectCommand({ Bucket, Key: 'big' })),
    ).resolves.toMatchObject({ ContentLength: 2000 });
    const listed = await collect(
      paginateListObjectsV2({ client: s3, pageSize: 3 }, { Bucket }),
      page => page.Contents,
    );
    expect(listed).toMatchObject({ pages: 2 });
    const Objects = listed.items.map(({ Key }) => ({ Key }));
    expect(Objects.map(({ Key }) => Key)).toEqual([
      'a b/2',
      'a b/ü.txt',
      'big',
      'c',
    ]);
    await expect(
      s3.send(new DeleteBucketCommand({ Bucket })),
    ).rejects.toMatchObject({ name: 'BucketNotEmpty' });
    await expect(
      s3.send(new HeadObjectCommand({ Bucket, Key: 'none' })),
    ).rejects.toMatchObject({ name: 'NotFound' });
    await expect(
      new S3Client(client(keys('444455556666'))).send(
        new GetObjectCommand({ Bucket, Key: 'c' }),
      ),
    ).rejects.toMatchObject({ name: 'AccessDenied' });
    await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    await s3.send(new DeleteBucketCommand({ Bucket }));
  });
});

describe('AssumeRoleWithWebIdentity', () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
  });
  let aws: TestAws;
  let issuer: Server;
  let url: string;

  beforeAll(async () => {
    aws = await startTestAws();
    issuer = createServer((request, response) => {
      const body = request.url?.includes('openid-configuration')
        ? { issuer: url, jwks_uri: `${url}/jwks` }
        : { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1' }] };
      response.end(JSON.stringify(body));
    });
    await new Promise<void>(resolve => issuer.listen(0, '127.0.0.1', resolve));
    url = `http://localhost:${(issuer.address() as AddressInfo).port}/_services/oidc`;
    const iam = new IAMClient({
      endpoint: aws.url,
      region: 'us-east-1',
      credentials: keys(),
    });
    const provider = await iam.send(
      new CreateOpenIDConnectProviderCommand({
        Url: url,
        ClientIDList: ['sts.amazonaws.com'],
      }),
    );
    const name = url.replace('http://', '');
    await iam.send(
      new CreateRoleCommand({
        RoleName: 'plinth-deploy',
        AssumeRolePolicyDocument: JSON.stringify({
          Statement: [
            {
              Effect: 'Allow',
              Action: 'sts:AssumeRoleWithWebIdentity',
              Principal: { Federated: provider.OpenIDConnectProviderArn },
              Condition: {
                StringEquals: { [`${name}:aud`]: 'sts.amazonaws.com' },
                StringLike: {
                  [`${name}:sub`]: 'repo:acme/infrastructure:ref:refs/heads/*',
                },
              },
            },
          ],
        }),
      }),
    );
  });
  afterAll(async () => {
    issuer.close();
    await aws.close();
  });

  function token(claims: Record<string, unknown> = {}): string {
    const encode = (part: object) =>
      Buffer.from(JSON.stringify(part)).toString('base64url');
    const now = Math.floor(Date.now() / 1000);
    const content = `${encode({ alg: 'RS256', kid: 'k1' })}.${encode({
      iss: url,
      aud: 'sts.amazonaws.com',
      sub: 'repo:acme/infrastructure:ref:refs/heads/main',
      iat: now,
      exp: now + 300,
      ...claims,
    })}`;
    const signature = sign('RSA-SHA256', Buffer.from(content), privateKey);
    return `${content}.${signature.toString('base64url')}`;
  }

  function assume(webIdentityToken: string) {
    // Without credentials: the token is all that the caller has.
    const sts = new STSClient({
      endpoint: aws.url,
      region: 'us-east-1',
      maxAttempts: 1,
      credentials: { accessKeyId: '', secretAccessKey: '' },
    });
    return sts.send(
      new AssumeRoleWithWebIdentityCommand({
        RoleArn: `arn:aws:iam::${account}:role/plinth-deploy`,
        RoleSessionName: 'plinth-run-1-0a1b2c3',
        WebIdentityToken: webIdentityToken,
      }),
    );
  }

  it('opens a session whose name reaches the trail', async () => {
    const recorded: AwsCallRecord[] = [];
    aws.bus.on('call', call => recorded.push(call));
    const { Credentials } = await assume(token());
    const session = {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken,
    };
    await new STSClient({
      endpoint: aws.url,
      region: 'us-east-1',
      credentials: session,
    }).send(new GetCallerIdentityCommand({}));
    expect(recorded).toMatchObject([
      {
        eventName: 'AssumeRoleWithWebIdentity',
        account,
        principal: {
          type: 'WebIdentityUser',
          userName: 'repo:acme/infrastructure:ref:refs/heads/main',
        },
        requestParameters: { roleSessionName: 'plinth-run-1-0a1b2c3' },
      },
      {
        eventName: 'GetCallerIdentity',
        principal: {
          arn: `arn:aws:sts::${account}:assumed-role/plinth-deploy/plinth-run-1-0a1b2c3`,
        },
      },
    ]);
    expect(JSON.stringify(recorded)).not.toContain('eyJ');
  });

  it.each([
    [{ sub: 'repo:acme/infrastructure:pull_request' }, 'AccessDenied'],
    [{ aud: 'plinth' }, 'InvalidIdentityTokenException'],
    [{ exp: 1 }, 'ExpiredTokenException'],
  ])('refuses a token with %j', async (claims, name) => {
    await expect(assume(token(claims))).rejects.toMatchObject({ name });
  });

  it('refuses a forged token', async () => {
    const [head, , signature] = token().split('.');
    const [, payload] = token({ sub: 'repo:x/y:ref:refs/heads/main' }).split(
      '.',
    );
    await expect(
      assume(`${head}.${payload}.${signature}`),
    ).rejects.toMatchObject({ name: 'InvalidIdentityTokenException' });
  });
});
