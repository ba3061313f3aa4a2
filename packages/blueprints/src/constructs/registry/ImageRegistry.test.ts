import { Match, Template } from 'aws-cdk-lib/assertions';
import { exampleParts } from '../../testing/exampleParts';
import { ImagePublisher } from './ImagePublisher';
import { ImageRegistry } from './ImageRegistry';

const ISSUER = 'token.actions.githubusercontent.com';

function synthesize(scanning: 'basic' | 'enhanced'): Template {
  const { stack, key } = exampleParts('shared');
  const { repositories } = new ImageRegistry(stack, 'Registry', {
    key,
    scanning,
    repositories: ['platform/base', 'platform/node'],
    organizationId: 'o-a1b2c3d4e5',
    cached: { 'ecr-public': 'public.ecr.aws' },
  });
  new ImagePublisher(stack, 'Publisher', {
    repository: 'acme/images',
    issuer: ISSUER,
    imageRepositoryArns: [repositories['platform/base'].attrArn],
  });
  return Template.fromStack(stack);
}

const basic = synthesize('basic');
const enhanced = synthesize('enhanced');

describe('ImageRegistry', () => {
  it('keeps images under the key, unchanged and for good', () => {
    for (const RepositoryName of ['platform/base', 'platform/node']) {
      basic.hasResource('AWS::ECR::Repository', {
        DeletionPolicy: 'RetainExceptOnCreate',
        UpdateReplacePolicy: 'Retain',
        Properties: {
          RepositoryName,
          ImageTagMutability: 'IMMUTABLE',
          EncryptionConfiguration: {
            EncryptionType: 'KMS',
            KmsKey: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Key'), 'Arn'] },
          },
        },
      });
    }
  });

  it('ends what no tag names any longer after 14 days, and nothing else', () => {
    const [{ Properties }] = Object.values(
      basic.findResources('AWS::ECR::Repository'),
    );
    const { rules } = JSON.parse(
      Properties.LifecyclePolicy.LifecyclePolicyText,
    );
    expect(rules).toEqual([
      expect.objectContaining({
        selection: {
          tagStatus: 'untagged',
          countType: 'sinceImagePushed',
          countUnit: 'days',
          countNumber: 14,
        },
        action: { type: 'expire' },
      }),
    ]);
  });

  it('lets every account of the organization pull, and nobody push', () => {
    const statements = [
      {
        Sid: 'PullInOrganization',
        Effect: 'Allow',
        Principal: '*',
        Action: [
          'ecr:BatchCheckLayerAvailability',
          'ecr:BatchGetImage',
          'ecr:DescribeImages',
          'ecr:GetDownloadUrlForLayer',
        ],
        Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } },
      },
    ];
    basic.resourcePropertiesCountIs(
      'AWS::ECR::Repository',
      { RepositoryPolicyText: { Statement: statements } },
      2,
    );
  });

  it.each([
    ['BASIC', 'SCAN_ON_PUSH', basic],
    ['ENHANCED', 'CONTINUOUS_SCAN', enhanced],
  ] as const)('scans every repository: %s, %s', (type, frequency, template) => {
    template.hasResourceProperties('AWS::ECR::RegistryScanningConfiguration', {
      ScanType: type,
      Rules: [
        {
          ScanFrequency: frequency,
          RepositoryFilters: [{ Filter: '*', FilterType: 'WILDCARD' }],
        },
      ],
    });
  });

  it('caches a public registry below its prefix', () => {
    basic.hasResourceProperties('AWS::ECR::PullThroughCacheRule', {
      EcrRepositoryPrefix: 'ecr-public',
      UpstreamRegistryUrl: 'public.ecr.aws',
    });
  });
});

describe('ImagePublisher', () => {
  it('is assumed by the main branch and the version tags of its repository, by token and for an hour', () => {
    basic.hasResourceProperties('AWS::IAM::Role', {
      MaxSessionDuration: 3600,
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Action: 'sts:AssumeRoleWithWebIdentity',
            Principal: {
              Federated: `arn:aws:iam::111122223333:oidc-provider/${ISSUER}`,
            },
            Condition: {
              StringEquals: { [`${ISSUER}:aud`]: 'sts.amazonaws.com' },
              StringLike: {
                [`${ISSUER}:sub`]: [
                  'repo:acme/images:ref:refs/heads/main',
                  'repo:acme/images:ref:refs/tags/v*',
                ],
              },
            },
          },
        ],
      },
    });
  });

  it('pushes to its own image repositories alone, and deletes nothing', () => {
    const [{ Properties }] = Object.values(
      basic.findResources('AWS::IAM::ManagedPolicy'),
    );
    const [push, logIn] = Properties.PolicyDocument.Statement;
    expect(push.Resource).toEqual({
      'Fn::GetAtt': [expect.stringMatching(/^Registryplatformbase/), 'Arn'],
    });
    expect(push.Action).toContain('ecr:PutImage');
    expect(push.Action.join()).not.toMatch(/Delete|Policy|Tag/);
    expect(logIn).toEqual({
      Sid: 'LogIn',
      Effect: 'Allow',
      Action: 'ecr:GetAuthorizationToken',
      Resource: '*',
    });
  });

  it.each(['acme/*', 'acme', '*', 'acme/images:pull_request'])(
    'refuses %s, which could let another repository publish',
    repository => {
      const { stack } = exampleParts('shared');
      expect(
        () =>
          new ImagePublisher(stack, 'Publisher', {
            repository,
            issuer: ISSUER,
            imageRepositoryArns: [
              'arn:aws:ecr:us-east-1:111122223333:repository/a',
            ],
          }),
      ).toThrow(`repository: ${repository} must be owner/repository`);
    },
  );
});
