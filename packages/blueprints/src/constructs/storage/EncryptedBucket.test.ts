import { Match, Template } from 'aws-cdk-lib/assertions';
import { StorageClass } from 'aws-cdk-lib/aws-s3';
import { Duration } from 'aws-cdk-lib/core';
import type { Stage } from '../../schema';
import { exampleParts } from '../../testing/exampleParts';
import { EncryptedBucket, type EncryptedBucketProps } from './EncryptedBucket';

const NAME = 'example-reports-111122223333-us-east-1';
const LOGS = 'example-logs-111122223333-us-east-1';

/** Where copies go. */
const REPLICA = {
  bucketName: 'example-reports-111122223333-us-west-2',
  region: 'us-west-2',
  keyAlias: 'alias/plinth/example',
};

function synthesize(
  stage: Stage,
  {
    isReplicated,
    ...props
  }: Partial<EncryptedBucketProps> & { isReplicated?: boolean } = {},
) {
  const parts = exampleParts(stage);
  const { stack } = parts;
  new EncryptedBucket(stack, 'Reports', {
    ...parts,
    bucketName: NAME,
    replica: isReplicated ? { ...REPLICA, ...parts } : undefined,
    ...props,
  });
  return Template.fromStack(stack);
}

const dev = synthesize('dev');
const preview = synthesize('preview');
const production = synthesize('production', {
  lifecycleRules: [
    {
      id: 'CoolDown',
      transitions: [
        {
          storageClass: StorageClass.INFREQUENT_ACCESS,
          transitionAfter: Duration.days(90),
        },
      ],
    },
  ],
  isReplicated: true,
});

/** Statements of the policy of the bucket whose logical ID begins so. */
const statementsOf = (template: Template, prefix: string) =>
  Object.values(template.findResources('AWS::S3::BucketPolicy'))
    .filter(({ Properties }) => Properties.Bucket.Ref.startsWith(prefix))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement);

describe('EncryptedBucket', () => {
  it('may be emptied by the pipeline in a preview, also when a first deletion failed, and nowhere else', () => {
    for (const bucket of ['Reports', 'AccessLogs']) {
      const [statement] = statementsOf(preview, bucket).filter(
        ({ Sid }) => Sid === 'EmptyAtTheEnd',
      );
      expect(statement).toMatchObject({
        Effect: 'Allow',
        Action: [
          's3:DeleteObject',
          's3:DeleteObjectVersion',
          's3:ListBucketVersions',
        ],
      });
      expect(JSON.stringify(statement.Principal)).toContain(
        ':iam::111122223333:role/cdk-hnb659fds-deploy-role-111122223333-us-east-1',
      );
    }
    preview.allResources('AWS::S3::BucketPolicy', { DeletionPolicy: 'Retain' });
    for (const template of [dev, production]) {
      expect(JSON.stringify(template.toJSON())).not.toContain('EmptyAtTheEnd');
      template.allResources('AWS::S3::BucketPolicy', {
        DeletionPolicy: Match.absent(),
      });
    }
  });

  it('is versioned, encrypted with the key that it is given, and closed to the public', () => {
    dev.hasResourceProperties('AWS::S3::Bucket', {
      BucketName: NAME,
      VersioningConfiguration: { Status: 'Enabled' },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          {
            BucketKeyEnabled: true,
            ServerSideEncryptionByDefault: {
              SSEAlgorithm: 'aws:kms',
              KMSMasterKeyID: {
                'Fn::GetAtt': [Match.stringLikeRegexp('^Key'), 'Arn'],
              },
            },
          },
        ],
      },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      OwnershipControls: {
        Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }],
      },
    });
  });

  it.each(['Reports', 'AccessLogs'])(
    'refuses whoever comes without TLS 1.2: %s',
    prefix => {
      const refused = statementsOf(dev, prefix)
        .filter(({ Effect }) => Effect === 'Deny')
        .map(({ Action, Condition, Principal }) => ({
          Action,
          Condition,
          Principal,
        }));
      const everybody = { Action: 's3:*', Principal: { AWS: '*' } };
      expect(refused).toEqual(
        expect.arrayContaining([
          {
            ...everybody,
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
          {
            ...everybody,
            Condition: { NumericLessThan: { 's3:TlsVersion': 1.2 } },
          },
        ]),
      );
    },
  );

  it('has its access logged below its own name, once that bucket accepts logs', () => {
    dev.hasResource('AWS::S3::Bucket', {
      Properties: {
        BucketName: NAME,
        LoggingConfiguration: {
          DestinationBucketName: {
            Ref: Match.stringLikeRegexp('^AccessLogsBucket'),
          },
          LogFilePrefix: `${NAME}/`,
        },
      },
      DependsOn: [Match.stringLikeRegexp('^AccessLogsBucketPolicy')],
    });
  });

  it.each([
    ['preview', preview, 7, 'Delete', 'Delete'],
    ['dev', dev, 30, 'RetainExceptOnCreate', 'Retain'],
    ['production', production, 365, 'RetainExceptOnCreate', 'Retain'],
  ] as const)(
    'keeps old versions and itself as the stage says: %s',
    (_stage, template, days, onRemoval, onReplacement) => {
      template.hasResource('AWS::S3::Bucket', {
        DeletionPolicy: onRemoval,
        UpdateReplacePolicy: onReplacement,
        Properties: {
          BucketName: NAME,
          LifecycleConfiguration: {
            Rules: Match.arrayWith([
              Match.objectLike({
                Id: 'EndOldVersions',
                Status: 'Enabled',
                NoncurrentVersionExpiration: { NoncurrentDays: days },
                AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
              }),
            ]),
          },
        },
      });
    },
  );

  it('takes more lifecycle rules besides its own', () => {
    production.hasResourceProperties('AWS::S3::Bucket', {
      BucketName: NAME,
      LifecycleConfiguration: {
        Rules: [
          Match.objectLike({ Id: 'EndOldVersions' }),
          Match.objectLike({
            Id: 'CoolDown',
            Transitions: [
              { StorageClass: 'STANDARD_IA', TransitionInDays: 90 },
            ],
          }),
        ],
      },
    });
  });

  it('copies every object to the bucket that it is told, under the key there, within 15 minutes', () => {
    production.hasResourceProperties('AWS::S3::Bucket', {
      BucketName: NAME,
      ReplicationConfiguration: {
        Rules: [
          Match.objectLike({
            Status: 'Enabled',
            Filter: { Prefix: '' },
            DeleteMarkerReplication: { Status: 'Enabled' },
            Destination: Match.objectLike({
              Bucket: 'arn:aws:s3:::example-reports-111122223333-us-west-2',
              EncryptionConfiguration: {
                ReplicaKmsKeyID:
                  'arn:aws:kms:us-west-2:111122223333:alias/plinth/example',
              },
              ReplicationTime: { Status: 'Enabled', Time: { Minutes: 15 } },
            }),
          }),
        ],
      },
    });
  });

  it('lets no copy be encrypted with another key than that of the alias', () => {
    production.hasResourceProperties('AWS::IAM::ManagedPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Sid: 'EncryptCopies',
            Condition: {
              'ForAnyValue:StringEquals': {
                'kms:ResourceAliases': 'alias/plinth/example',
              },
            },
          }),
        ]),
      },
    });
  });

  it('keeps objects in the region, and makes no role, unless it is told to copy them', () => {
    dev.hasResourceProperties('AWS::S3::Bucket', {
      BucketName: NAME,
      ReplicationConfiguration: Match.absent(),
    });
    dev.resourceCountIs('AWS::IAM::Role', 0);
  });
});

describe('AccessLogBucket', () => {
  it('accepts deliveries of S3 for this account alone, encrypted by S3 itself', () => {
    dev.hasResourceProperties('AWS::S3::Bucket', {
      BucketName: LOGS,
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
        ],
      },
      LoggingConfiguration: Match.absent(),
    });
    expect(
      statementsOf(dev, 'AccessLogs').filter(
        ({ Effect }) => Effect === 'Allow',
      ),
    ).toEqual([
      expect.objectContaining({
        Action: 's3:PutObject',
        Principal: { Service: 'logging.s3.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } },
      }),
    ]);
  });

  it.each([
    ['preview', preview, 7, 'Delete'],
    ['production', production, 365, 'RetainExceptOnCreate'],
  ] as const)(
    'keeps logs as long as the stage says: %s',
    (_stage, template, days, onRemoval) => {
      template.hasResource('AWS::S3::Bucket', {
        DeletionPolicy: onRemoval,
        Properties: {
          BucketName: LOGS,
          LifecycleConfiguration: {
            Rules: [
              Match.objectLike({
                Id: 'EndLogs',
                ExpirationInDays: days,
                NoncurrentVersionExpiration: { NoncurrentDays: 1 },
              }),
            ],
          },
        },
      });
    },
  );
});
