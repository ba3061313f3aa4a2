import {
  CreateBucketCommand,
  DeleteBucketEncryptionCommand,
  DeleteBucketPolicyCommand,
  DeleteBucketTaggingCommand,
  DeletePublicAccessBlockCommand,
  GetBucketEncryptionCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetBucketWebsiteCommand,
  GetPublicAccessBlockCommand,
  HeadObjectCommand,
  PutBucketAclCommand,
  PutBucketCorsCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { clientOptions, DEV } from '../testing/clientOptions';
import { startTestAws, type TestAws } from '../testing/startTestAws';

const Bucket = 'acme-settings';

describe('A bucket’s settings', () => {
  let aws: TestAws;
  let s3: S3Client;

  beforeEach(async () => {
    aws = await startTestAws();
    s3 = new S3Client(clientOptions(aws.url));
    await s3.send(new CreateBucketCommand({ Bucket }));
  });
  afterEach(async () => {
    s3.destroy();
    await aws.close();
  });

  const blocks = async () =>
    (await s3.send(new GetPublicAccessBlockCommand({ Bucket })))
      .PublicAccessBlockConfiguration;
  const encryption = async () =>
    (await s3.send(new GetBucketEncryptionCommand({ Bucket })))
      .ServerSideEncryptionConfiguration?.Rules;

  it('begin as S3 sets them of every new bucket', async () => {
    await expect(blocks()).resolves.toEqual({
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    });
    await expect(encryption()).resolves.toEqual([
      {
        ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' },
        BucketKeyEnabled: false,
      },
    ]);
    const { OwnershipControls } = await s3.send(
      new GetBucketOwnershipControlsCommand({ Bucket }),
    );
    expect(OwnershipControls?.Rules).toEqual([
      { ObjectOwnership: 'BucketOwnerEnforced' },
    ]);
    const { Status } = await s3.send(
      new GetBucketVersioningCommand({ Bucket }),
    );
    expect(Status).toBeUndefined();
  });

  it('answer what was put, and that it is gone', async () => {
    const PublicAccessBlockConfiguration = {
      BlockPublicAcls: true,
      IgnorePublicAcls: false,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: false,
    };
    await s3.send(
      new PutPublicAccessBlockCommand({
        Bucket,
        PublicAccessBlockConfiguration,
      }),
    );
    await expect(blocks()).resolves.toEqual(PublicAccessBlockConfiguration);
    await s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
    await expect(blocks()).rejects.toMatchObject({
      name: 'NoSuchPublicAccessBlockConfiguration',
    });

    await s3.send(
      new PutBucketEncryptionCommand({
        Bucket,
        ServerSideEncryptionConfiguration: {
          Rules: [
            {
              ApplyServerSideEncryptionByDefault: {
                SSEAlgorithm: 'aws:kms',
                KMSMasterKeyID: 'alias/<data>',
              },
              BucketKeyEnabled: true,
            },
          ],
        },
      }),
    );
    await expect(encryption()).resolves.toEqual([
      {
        ApplyServerSideEncryptionByDefault: {
          SSEAlgorithm: 'aws:kms',
          KMSMasterKeyID: 'alias/<data>',
        },
        BucketKeyEnabled: true,
      },
    ]);
    await s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'a' }));
    await expect(
      s3.send(new HeadObjectCommand({ Bucket, Key: 'a' })),
    ).resolves.toMatchObject({
      ServerSideEncryption: 'aws:kms',
      SSEKMSKeyId: 'alias/<data>',
    });
    await s3.send(new DeleteBucketEncryptionCommand({ Bucket }));
    await expect(encryption()).resolves.toMatchObject([
      { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
    ]);

    const TagSet = [
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: '' },
    ];
    await s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }));
    await expect(
      s3.send(new GetBucketTaggingCommand({ Bucket })),
    ).resolves.toMatchObject({ TagSet });
    await s3.send(new DeleteBucketTaggingCommand({ Bucket }));
    await expect(
      s3.send(new GetBucketTaggingCommand({ Bucket })),
    ).rejects.toMatchObject({ name: 'NoSuchTagSet' });
  });

  it('take a policy that IAM would take, and no public one where that is blocked', async () => {
    const policy = (statement: object) =>
      JSON.stringify({
        Statement: [
          {
            Effect: 'Allow',
            Action: 's3:GetObject',
            Resource: `arn:aws:s3:::${Bucket}/*`,
            ...statement,
          },
        ],
      });
    const put = (Policy: string) =>
      s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
    const closed = policy({ Principal: { AWS: `arn:aws:iam::${DEV}:root` } });
    await put(closed);
    await expect(
      s3.send(new GetBucketPolicyCommand({ Bucket })),
    ).resolves.toMatchObject({ Policy: closed });
    await expect(put('{')).rejects.toMatchObject({ name: 'MalformedPolicy' });
    await expect(
      put(policy({ Principal: '*', Condition: { StringIs: { a: 'b' } } })),
    ).rejects.toMatchObject({
      name: 'MalformedPolicy',
      message: expect.stringContaining('StringIs'),
    });
    await expect(put(policy({ Principal: '*' }))).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining('BlockPublicPolicy'),
    });
    await s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
    await put(policy({ Principal: '*' }));
    await s3.send(new DeleteBucketPolicyCommand({ Bucket }));
    await expect(
      s3.send(new GetBucketPolicyCommand({ Bucket })),
    ).rejects.toMatchObject({ name: 'NoSuchBucketPolicy' });
  });

  it('are those of the stack that made the bucket', async () => {
    const template = (properties: object) =>
      JSON.stringify({
        Resources: {
          Data: {
            Type: 'AWS::S3::Bucket',
            Properties: { BucketName: 'acme-stack', ...properties },
          },
        },
      });
    const deploy = (properties: object) =>
      aws.cloudFormation.deploy({
        account: DEV,
        region: 'us-east-1',
        stackName: 'data',
        template: template(properties),
        tags: [{ Key: 'plinth:unit', Value: 'environments/data' }],
      });
    await deploy({
      VersioningConfiguration: { Status: 'Enabled' },
      PublicAccessBlockConfiguration: { BlockPublicAcls: true },
    });
    const of = { Bucket: 'acme-stack' };
    await expect(
      s3.send(new GetPublicAccessBlockCommand(of)),
    ).resolves.toMatchObject({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        IgnorePublicAcls: false,
        BlockPublicPolicy: false,
        RestrictPublicBuckets: false,
      },
    });
    await expect(
      s3.send(new GetBucketVersioningCommand(of)),
    ).resolves.toMatchObject({ Status: 'Enabled' });
    await expect(
      s3.send(new GetBucketTaggingCommand(of)),
    ).resolves.toMatchObject({
      TagSet: [{ Key: 'plinth:unit', Value: 'environments/data' }],
    });
    await deploy({ VersioningConfiguration: { Status: 'Suspended' } });
    await expect(
      s3.send(new GetPublicAccessBlockCommand(of)),
    ).resolves.toMatchObject({
      PublicAccessBlockConfiguration: { IgnorePublicAcls: true },
    });
    await expect(
      s3.send(new GetBucketVersioningCommand(of)),
    ).resolves.toMatchObject({ Status: 'Suspended' });
  });

  it('that the sandbox lacks are refused, and never taken for another operation', async () => {
    const refused = { name: 'NotImplemented' };
    const Rules = [
      { ID: 'old', Status: 'Enabled', Filter: {}, Expiration: { Days: 1 } },
    ] as const;
    await expect(
      s3.send(
        new PutBucketLifecycleConfigurationCommand({
          Bucket,
          LifecycleConfiguration: { Rules: [...Rules] },
        }),
      ),
    ).rejects.toMatchObject(refused);
    await expect(
      s3.send(
        new PutBucketCorsCommand({
          Bucket,
          CORSConfiguration: {
            CORSRules: [{ AllowedMethods: ['GET'], AllowedOrigins: ['*'] }],
          },
        }),
      ),
    ).rejects.toMatchObject(refused);
    await expect(
      s3.send(new PutBucketAclCommand({ Bucket, ACL: 'public-read' })),
    ).rejects.toMatchObject(refused);
    await expect(
      s3.send(new GetBucketWebsiteCommand({ Bucket })),
    ).rejects.toMatchObject({
      ...refused,
      message: expect.stringContaining('website'),
    });
    await expect(
      s3.send(
        new CreateBucketCommand({
          Bucket: 'acme-locked',
          ObjectLockEnabledForBucket: true,
        }),
      ),
    ).rejects.toMatchObject(refused);
    expect(aws.s3.bucket('acme-locked')).toBeUndefined();
    await expect(
      s3.send(
        new PutObjectCommand({ Bucket, Key: 'a', Body: 'a', Tagging: 'a=b' }),
      ),
    ).rejects.toMatchObject(refused);
    expect(aws.s3.list(Bucket)).toEqual([]);
    await s3.send(
      new PutBucketVersioningCommand({
        Bucket,
        VersioningConfiguration: { Status: 'Enabled' },
      }),
    );
  });
});
