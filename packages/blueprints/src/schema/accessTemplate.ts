import {
  deployConditions,
  PIPELINE_NAMES,
  planConditions,
  READ_ACCOUNT_ACTIONS,
  READ_LAG_ACTIONS,
  READ_QUOTA_ACTIONS,
  READ_STACK_ACTIONS,
  reviewedEnvironment,
  type PipelineRepository,
  type TokenConditions,
} from './pipelineAccess';
import type { Stage } from './stages';

/**
 * Trust in the runs whose tokens say all of what one of the conditions asks for. Each repository has a statement of its own: in
 * one with the values of several, the subject of one would do with the workflow or the number of another.
 */
function trustInRuns(
  provider: string,
  conditions: readonly TokenConditions[],
): object {
  return {
    Version: '2012-10-17',
    Statement: conditions.map(Condition => ({
      Effect: 'Allow',
      Action: 'sts:AssumeRoleWithWebIdentity',
      Principal: {
        Federated: {
          'Fn::Sub': `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:oidc-provider/${provider}`,
        },
      },
      Condition,
    })),
  };
}

/**
 * A role that reads the settings of resources and no data, stacks, and what its statements add. Drift detection reads
 * each resource as who asked for it, which is what `SecurityAudit` is for.
 */
function readingRole(options: {
  name: string;
  trust: object;
  statements?: object[];
}): object {
  return {
    Type: 'AWS::IAM::Role',
    DependsOn: 'GitHub',
    Properties: {
      RoleName: options.name,
      MaxSessionDuration: 3600,
      AssumeRolePolicyDocument: options.trust,
      ManagedPolicyArns: [
        { 'Fn::Sub': 'arn:${AWS::Partition}:iam::aws:policy/SecurityAudit' },
      ],
      Policies: [
        {
          PolicyName: 'access',
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Allow',
                Action: [...READ_STACK_ACTIONS, ...READ_ACCOUNT_ACTIONS],
                Resource: '*',
              },
              ...(options.statements ?? []),
            ],
          },
        },
      ],
    },
  };
}

/** The right to assume roles of the CDK's bootstrap of a qualifier, in every region of the account. */
function useBackend(qualifier: string, ...roles: string[]): object {
  return {
    Effect: 'Allow',
    Action: 'sts:AssumeRole',
    Resource: roles.map(role => ({
      'Fn::Sub': `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:role/cdk-${qualifier}-${role}-role-\${AWS::AccountId}-*`,
    })),
  };
}

/**
 * What an account needs beside `cdk bootstrap`, as a CloudFormation template: the provider of the runs' tokens and three roles, of
 * which one reads for plans, one assumes CDK's bootstrap roles, and `plinth-read` is the portal's. The trust is that of the
 * blueprint `bootstrap`.
 *
 * @param issuer - URL of GitHub's OIDC issuer
 * @param repositories - whose runs are let in
 * @param stages - what the account is for: where one of them is reviewed, that environment alone may deploy
 * @param portalAccount - the account in which the portal runs
 * @param names - of the roles of plan and deploy, and CDK's qualifier
 */
export function accessTemplate(options: {
  issuer: string;
  repositories: readonly PipelineRepository[];
  stages: readonly Stage[];
  portalAccount: string;
  names?: Readonly<Record<'plan' | 'deploy' | 'qualifier', string>>;
}): object {
  const {
    repositories,
    stages,
    portalAccount,
    names = PIPELINE_NAMES,
  } = options;
  const issuer = options.issuer.replace(/^https?:\/\//, '');
  const environment = stages.map(reviewedEnvironment).find(Boolean);
  return {
    Description: 'Roles of Plinth: plan, deploy, read',
    Resources: {
      GitHub: {
        Type: 'AWS::IAM::OIDCProvider',
        Properties: {
          Url: options.issuer,
          ClientIdList: ['sts.amazonaws.com'],
        },
      },
      PlanRole: readingRole({
        name: names.plan,
        trust: trustInRuns(
          issuer,
          repositories.map(each => planConditions(issuer, each)),
        ),
        statements: [
          useBackend(names.qualifier, 'lookup'),
          { Effect: 'Allow', Action: READ_QUOTA_ACTIONS, Resource: '*' },
        ],
      }),
      DeployRole: readingRole({
        name: names.deploy,
        trust: trustInRuns(
          issuer,
          repositories.map(each => deployConditions(issuer, each, environment)),
        ),
        statements: [
          useBackend(
            names.qualifier,
            'deploy',
            'file-publishing',
            'image-publishing',
            'lookup',
          ),
          { Effect: 'Allow', Action: READ_LAG_ACTIONS, Resource: '*' },
        ],
      }),
      ReadRole: readingRole({
        name: 'plinth-read',
        trust: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Action: 'sts:AssumeRole',
              Principal: {
                AWS: {
                  'Fn::Sub': `arn:\${AWS::Partition}:iam::${portalAccount}:root`,
                },
              },
              Condition: {
                StringEquals: { 'aws:PrincipalTag/plinth:component': 'portal' },
              },
            },
          ],
        },
      }),
    },
  };
}
