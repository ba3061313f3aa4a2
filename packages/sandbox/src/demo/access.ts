/** A role for jobs of the infrastructure repository that run under one of `subjects`. */
function workflowRole(options: {
  name: string;
  issuer: string;
  subjects: string[];
  managedPolicies: string[];
  statements: object[];
}) {
  const provider = options.issuer.replace(/^https?:\/\//, '');
  return {
    Type: 'AWS::IAM::Role',
    DependsOn: 'GitHub',
    Properties: {
      RoleName: options.name,
      MaxSessionDuration: 3600,
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: 'sts:AssumeRoleWithWebIdentity',
            Principal: {
              Federated: {
                'Fn::Sub': `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:oidc-provider/${provider}`,
              },
            },
            Condition: {
              StringEquals: { [`${provider}:aud`]: 'sts.amazonaws.com' },
              StringLike: { [`${provider}:sub`]: options.subjects },
            },
          },
        ],
      },
      ManagedPolicyArns: options.managedPolicies.map(name => ({
        'Fn::Sub': `arn:\${AWS::Partition}:iam::aws:policy/${name}`,
      })),
      Policies: options.statements.length
        ? [
            {
              PolicyName: 'access',
              PolicyDocument: {
                Version: '2012-10-17',
                Statement: options.statements,
              },
            },
          ]
        : [],
    },
  };
}

/**
 * The roles of one account as a CloudFormation template: `plinth-plan` reads for pull requests, `plinth-deploy`
 * assumes CDK's bootstrap roles for the protected branch, `plinth-read` is the portal's.
 *
 * @param issuer - URL of GitHub's OIDC issuer
 * @param repository - `owner/name`
 * @param portalAccount - the account in which the portal runs
 */
export function accessTemplate(options: {
  issuer: string;
  repository: string;
  portalAccount: string;
}): object {
  const { issuer, repository, portalAccount } = options;
  return {
    Description: 'Roles of Plinth: plan, deploy, read',
    Resources: {
      GitHub: {
        Type: 'AWS::IAM::OIDCProvider',
        Properties: { Url: issuer, ClientIdList: ['sts.amazonaws.com'] },
      },
      PlanRole: workflowRole({
        name: 'plinth-plan',
        issuer,
        subjects: [
          `repo:${repository}:pull_request`,
          `repo:${repository}:ref:refs/heads/main`,
        ],
        managedPolicies: ['ReadOnlyAccess'],
        statements: [
          {
            Effect: 'Allow',
            Action: [
              'cloudformation:DetectStackDrift',
              'cloudformation:DetectStackResourceDrift',
            ],
            Resource: '*',
          },
        ],
      }),
      DeployRole: workflowRole({
        name: 'plinth-deploy',
        issuer,
        subjects: [
          `repo:${repository}:ref:refs/heads/main`,
          `repo:${repository}:environment:production`,
          `repo:${repository}:environment:shared`,
        ],
        managedPolicies: ['ReadOnlyAccess'],
        statements: [
          {
            Effect: 'Allow',
            Action: 'sts:AssumeRole',
            Resource: {
              'Fn::Sub':
                'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/cdk-hnb659fds-*',
            },
          },
          {
            Effect: 'Allow',
            Action: 'cloudformation:UpdateTerminationProtection',
            Resource: '*',
          },
        ],
      }),
      ReadRole: {
        Type: 'AWS::IAM::Role',
        Properties: {
          RoleName: 'plinth-read',
          AssumeRolePolicyDocument: {
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
              },
            ],
          },
          ManagedPolicyArns: [
            {
              'Fn::Sub': 'arn:${AWS::Partition}:iam::aws:policy/ReadOnlyAccess',
            },
          ],
        },
      },
    },
  };
}
