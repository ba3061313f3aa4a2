import { Match } from 'aws-cdk-lib/assertions';
import {
  BOOTSTRAP_RESOURCE_TYPES,
  READ_QUOTA_ACTIONS,
  type Stage,
} from '../../schema';
import { synthesizeUnit } from '../../synthesizeUnit';
import { sampleUnit, synthesized } from '../../testing/synthesized';
import { policyStatements } from '../../testing/templateRules';

const bootstrap = (
  parameters: Record<string, unknown> = {},
  stage: Stage = 'staging',
) => sampleUnit('bootstrap', stage, { size: 'first', parameters });

describe('Bootstrap', () => {
  it.each([{}, { roles: false, createProvider: false }])(
    'makes only what the bootstrap phase authorizes, with %j (GOV-2, GOV-3)',
    parameters => {
      const [{ template }] = synthesizeUnit(bootstrap(parameters));
      const types = Object.values(template.Resources ?? {}).map(
        ({ Type }) => Type,
      );
      expect(
        types.filter(type => !BOOTSTRAP_RESOURCE_TYPES.includes(type)),
      ).toEqual([]);
    },
  );

  it('needs no backend when an operator deploys it, and uses the one that is there when the pipeline does', () => {
    const parametersOf = (deployedBy: string) =>
      Object.keys(
        synthesizeUnit(bootstrap({ deployedBy }))[0].template.Parameters ?? {},
      );
    expect(parametersOf('operator')).toEqual(['PlinthProvenance']);
    expect(parametersOf('pipeline')).toContain('BootstrapVersion');
    expect(() => synthesizeUnit(bootstrap({ deployedBy: undefined }))).toThrow(
      /parameters.deployedBy/,
    );
  });

  it('is short enough to be sent without a bucket, with every service too', () => {
    const unit = sampleUnit('bootstrap', 'shared', {
      size: 'every',
      parameters: { deployedBy: 'operator', createAccounts: true },
    });
    const [{ template }] = synthesizeUnit(unit);
    // As the CDK writes it, and as much as CloudFormation accepts in a request.
    expect(JSON.stringify(template, null, 1).length).toBeLessThan(51_200);
  });

  it('refuses to let stacks create accounts that they could not move', () => {
    const createAccounts = { createAccounts: true };
    expect(() => synthesizeUnit(bootstrap(createAccounts))).toThrow(
      'parameters.createAccounts: needs organizations among services',
    );
  });

  it('keeps the deployment backend encrypted, versioned and named explicitly (GOV-4, GOV-6)', () => {
    const template = synthesized(bootstrap());
    template.hasResource('AWS::S3::Bucket', {
      DeletionPolicy: 'RetainExceptOnCreate',
      Properties: {
        BucketName: 'cdk-plinth-assets-444455556666-us-east-1',
        VersioningConfiguration: { Status: 'Enabled' },
      },
    });
    template.hasResourceProperties('AWS::ECR::Repository', {
      ImageTagMutability: 'IMMUTABLE',
      ImageScanningConfiguration: { ScanOnPush: true },
      EncryptionConfiguration: {
        EncryptionType: 'KMS',
        KmsKey: Match.anyValue(),
      },
    });
    template.hasResourceProperties('AWS::SSM::Parameter', {
      Name: '/cdk-bootstrap/plinth/version',
      Value: '33',
    });
  });

  const trustOf = (
    parameters: Record<string, unknown>,
    role: string,
    stage?: Stage,
  ) => {
    const roles = Object.values(
      synthesized(bootstrap(parameters, stage)).findResources('AWS::IAM::Role'),
    );
    const found = roles.find(({ Properties }) => Properties.RoleName === role);
    return found?.Properties.AssumeRolePolicyDocument.Statement[0];
  };
  const conditionsOf = (role: string) =>
    Object.values(
      synthesized(bootstrap()).findResources('AWS::IAM::Role', {
        Properties: { RoleName: role },
      }),
    )[0].Properties.AssumeRolePolicyDocument.Statement.map(
      ({ Condition }: { Condition: unknown }) => Condition,
    );

  const GITHUB = 'token.actions.githubusercontent.com';
  const workflow = (name: string) =>
    `acme/infrastructure/.github/workflows/${name}.yml@refs/heads/main`;

  it('lets only deploy.yml of the protected branch deploy, and preview.yml end previews, by token, without keys (FND-17, GOV-7)', () => {
    expect(trustOf({}, 'plinth-deploy')).toMatchObject({
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: {
        StringEquals: {
          [`${GITHUB}:aud`]: 'sts.amazonaws.com',
          [`${GITHUB}:sub`]: 'repo:acme/infrastructure:ref:refs/heads/main',
          [`${GITHUB}:job_workflow_ref`]: [
            workflow('deploy'),
            workflow('preview'),
          ],
        },
      },
    });
  });

  it.each(['production', 'shared'] as const)(
    'asks for a reviewed environment, and deploy.yml of the protected branch, in %s (GOV-8, FND-20)',
    stage => {
      expect(trustOf({}, 'plinth-deploy', stage).Condition).toEqual({
        StringEquals: {
          [`${GITHUB}:aud`]: 'sts.amazonaws.com',
          [`${GITHUB}:sub`]: `repo:acme/infrastructure:environment:${stage}`,
          [`${GITHUB}:job_workflow_ref`]: workflow('deploy'),
        },
      });
    },
  );

  it('knows the repository by its number where that is given, and by the immutable subject where its owner is too', () => {
    const conditions = (parameters: Record<string, unknown>) =>
      trustOf(parameters, 'plinth-plan').Condition.StringEquals;
    expect(conditions({ repositoryId: '22' })).toMatchObject({
      [`${GITHUB}:sub`]: 'repo:acme/infrastructure:ref:refs/heads/main',
      [`${GITHUB}:repository_id`]: '22',
    });
    expect(conditions({ repositoryId: '22', ownerId: '11' })).toMatchObject({
      [`${GITHUB}:sub`]: 'repo:acme@11/infrastructure@22:ref:refs/heads/main',
      [`${GITHUB}:repository_id`]: '22',
    });
  });

  it('lets further repositories in, each by a statement of its own', () => {
    const roles = synthesized(
      bootstrap({
        furtherRepositories: ['acme/payments', 'acme@11/networks@33'],
      }),
    ).findResources('AWS::IAM::Role');
    const asked = (name: string) =>
      Object.values(roles)
        .find(({ Properties }) => Properties.RoleName === name)
        ?.Properties.AssumeRolePolicyDocument.Statement.map(
          ({ Condition }: { Condition: { StringEquals: object } }) =>
            Object.entries(Condition.StringEquals).map(([key, value]) => [
              key.split(':').at(-1),
              value,
            ]),
        )
        .map(Object.fromEntries);
    for (const [role, ...workflows] of [
      ['plinth-plan', 'plan', 'drift'],
      ['plinth-deploy', 'deploy', 'preview'],
    ]) {
      const claims = (repository: string, subject = repository) => ({
        aud: 'sts.amazonaws.com',
        sub: `repo:${subject}:ref:refs/heads/main`,
        job_workflow_ref: workflows.map(name =>
          workflow(name).replace('acme/infrastructure', repository),
        ),
      });
      expect(asked(role)).toEqual([
        claims('acme/infrastructure'),
        claims('acme/payments'),
        {
          ...claims('acme/networks', 'acme@11/networks@33'),
          repository_id: '33',
        },
      ]);
    }
  });

  it('lets plan.yml and the nightly search for drift read, of the protected branch alone, and nothing else', () => {
    expect(trustOf({}, 'plinth-plan').Condition).toEqual({
      StringEquals: {
        [`${GITHUB}:aud`]: 'sts.amazonaws.com',
        [`${GITHUB}:sub`]: 'repo:acme/infrastructure:ref:refs/heads/main',
        [`${GITHUB}:job_workflow_ref`]: [workflow('plan'), workflow('drift')],
      },
    });
    const template = synthesized(bootstrap());
    const [plan] = Object.values(
      template.findResources('AWS::IAM::ManagedPolicy', {
        Properties: {
          Description:
            'Reads what pull requests would change, and what drifted',
        },
      }),
    );
    const actions = plan.Properties.PolicyDocument.Statement.flatMap(
      ({ Action }: { Action: unknown }) => Action,
    );
    expect(
      actions.filter(
        (action: string) =>
          !/:(BatchDescribe|Describe|Get|List|Validate|Lookup|Detect)/.test(
            action,
          ),
      ),
    ).toEqual(['sts:AssumeRole']);
    // A plan compares what would be made with what the account may have.
    expect(actions).toEqual(expect.arrayContaining([...READ_QUOTA_ACTIONS]));
  });

  it('lets people in with a second factor only, apart from automation (GOV-7, PHS-11)', () => {
    expect(conditionsOf('plinth-operator')).toEqual([
      { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
      // Identity Center asks for the second factor itself, and its sessions do not say so.
      {
        ArnLike: {
          'aws:PrincipalArn':
            'arn:aws:iam::444455556666:role/aws-reserved/sso.amazonaws.com/*',
        },
      },
    ]);
  });

  it('lets the portal read from where it runs, and no other principal of that account', () => {
    const portal = (parameters: Record<string, unknown>) =>
      trustOf(parameters, 'plinth-read');
    expect(portal({ portalAccount: '123456789012' })).toMatchObject({
      Principal: { AWS: 'arn:aws:iam::123456789012:root' },
      Condition: {
        StringEquals: { 'aws:PrincipalTag/plinth:component': 'portal' },
      },
    });
    expect(portal({}).Principal).toEqual({
      AWS: 'arn:aws:iam::444455556666:root',
    });
  });

  it('lets those who look for drift read every setting, which CloudFormation does as them', () => {
    const template = synthesized(bootstrap());
    for (const name of ['deploy', 'plan', 'read', 'operator']) {
      template.hasResourceProperties('AWS::IAM::Role', {
        RoleName: `plinth-${name}`,
        ManagedPolicyArns: ['arn:aws:iam::aws:policy/SecurityAudit'],
      });
    }
  });

  it('lets deployments and plans look up stacks', () => {
    synthesized(bootstrap()).hasResourceProperties('AWS::IAM::Role', {
      RoleName: 'cdk-plinth-lookup-role-444455556666-us-east-1',
      AssumeRolePolicyDocument: Match.objectLike({
        Statement: [
          Match.objectLike({
            Principal: {
              AWS: ['Deploy', 'Plan'].map(name => ({
                'Fn::GetAtt': [Match.stringLikeRegexp(`^${name}Role`), 'Arn'],
              })),
            },
          }),
        ],
      }),
    });
  });

  it('trusts only the deploy role with the roles of the CDK', () => {
    const template = synthesized(bootstrap());
    for (const name of ['deploy', 'file-publishing', 'image-publishing']) {
      template.hasResourceProperties('AWS::IAM::Role', {
        RoleName: `cdk-plinth-${name}-role-444455556666-us-east-1`,
        AssumeRolePolicyDocument: {
          Statement: [
            {
              Action: 'sts:AssumeRole',
              Effect: 'Allow',
              Principal: {
                AWS: {
                  'Fn::GetAtt': [Match.stringLikeRegexp('^DeployRole'), 'Arn'],
                },
              },
            },
          ],
          Version: '2012-10-17',
        },
      });
    }
  });

  it('lets the CDK’s deploy role delete stacks, with CloudFormation’s own role, as previews need it', () => {
    synthesized(bootstrap()).hasResourceProperties('AWS::IAM::ManagedPolicy', {
      Description: 'Starts deployments of stacks',
      PolicyDocument: Match.objectLike({
        Statement: Match.arrayWith([
          Match.objectLike({
            Sid: 'ChangeStacks',
            Action: Match.arrayWith(['cloudformation:DeleteStack']),
          }),
          Match.objectLike({
            Sid: 'PassExecutionRole',
            Action: 'iam:PassRole',
            Resource: {
              'Fn::GetAtt': [Match.stringLikeRegexp('^ExecutionRole'), 'Arn'],
            },
          }),
        ]),
      }),
    });
  });

  it('keeps CloudFormation in its region and account, away from the platform’s own roles (GOV-11)', () => {
    const [{ template }] = synthesizeUnit(bootstrap());
    const statements = policyStatements(template).map(
      ({ statement }) => statement,
    );
    expect(statements.find(({ Sid }) => Sid === 'UseServices')).toMatchObject({
      Condition: {
        StringEqualsIfExists: { 'aws:ResourceAccount': '444455556666' },
      },
      Resource: expect.arrayContaining([
        'arn:aws:rds:us-east-1:444455556666:*',
        'arn:aws:cloudwatch::444455556666:dashboard/*',
        'arn:aws:s3:::*',
      ]),
    });
    for (const sid of ['ReadRegion', 'CreateInRegion']) {
      expect(statements.find(({ Sid }) => Sid === sid)).toMatchObject({
        Condition: { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } },
      });
    }
    expect(
      statements.find(({ Sid }) => Sid === 'ProtectPlatform'),
    ).toMatchObject({
      Effect: 'Deny',
      Resource: expect.arrayContaining([
        'arn:aws:iam::444455556666:role/plinth-deploy',
        'arn:aws:iam::444455556666:policy/plinth-platform/*',
      ]),
    });
    const policies = Object.values(template.Resources ?? {}).filter(
      ({ Type }) => Type === 'AWS::IAM::ManagedPolicy',
    );
    expect(policies.length).toBeGreaterThan(0);
    for (const { Properties } of policies) {
      expect(Properties?.Path).toBe('/plinth-platform/');
    }
  });

  it('makes roles and provider once in an account, and only the backend in its second region', () => {
    const second = synthesized(
      bootstrap({ roles: false, createProvider: false }),
    );
    second.resourceCountIs('AWS::IAM::OIDCProvider', 0);
    second.resourceCountIs('AWS::IAM::Role', 5);
    synthesized(bootstrap()).resourceCountIs('AWS::IAM::OIDCProvider', 1);
  });

  it.each<[Record<string, unknown>, RegExp]>([
    [
      { repository: 'acme' },
      /parameters.repository: must be owner\/repository/,
    ],
    [{ repository: 'acme/*' }, /parameters.repository: must be/],
    [{ repository: undefined }, /parameters.repository: is required/],
    [{ repositoryId: '*' }, /parameters.repositoryId: must be a number/],
    [{ ownerId: '11' }, /parameters.repositoryId: is required with ownerId/],
    [
      { furtherRepositories: ['acme@11/payments'] },
      /parameters.furtherRepositories.*must be owner\/repository, owner\/repository@NUMBER/,
    ],
    [
      { furtherRepositories: ['acme/Infrastructure@22'] },
      /parameters.furtherRepositories: must not name acme\/infrastructure/,
    ],
    [{ branch: '*' }, /parameters.branch: must be the name of a branch/],
    [
      { approval: 'branch', branch: 'feature/deploy-me' },
      /parameters.branch: must be a protected branch at stage \w+ when approval is "branch".*or choose approval "environment"/,
    ],
    [
      { qualifier: 'hnb659fds' },
      /parameters.qualifier: must not be "hnb659fds", which is that of cdk bootstrap.*such as plinth/,
    ],
    [{ issuer: 'https://example.com' }, /parameters.issuer: must be/],
    [{ services: [] }, /parameters.services: must name at least one/],
    [{ services: ['iam'] }, /parameters.services/],
    [
      { roles: false },
      /parameters.createProvider: must be false when roles is false/,
    ],
  ])('refuses %j', (parameters, message) => {
    expect(() => synthesizeUnit(bootstrap(parameters, 'production'))).toThrow(
      message,
    );
  });
});
