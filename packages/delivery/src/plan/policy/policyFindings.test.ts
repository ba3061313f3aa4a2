import type { DeployedStack } from '../../aws/DeployedStack';
import type { SynthesizedStack, Template } from '../../synth/Assembly';
import { policyFindings } from './policyFindings';

const provenance: Template = {
  Parameters: { PlinthProvenance: { Type: 'String' } },
  Outputs: { PlinthProvenance: { Value: 'x' } },
};
const stack = (
  template: Template,
  over: Partial<SynthesizedStack> = {},
): SynthesizedStack => ({
  unit: 'environments/claims-dev',
  stackName: 'claims-dev',
  artifactId: 'claims-dev',
  account: '111122223333',
  region: 'us-east-1',
  template: { ...provenance, ...template },
  tags: { 'plinth:stage': 'dev', 'plinth:unit': 'environments/claims-dev' },
  terminationProtection: false,
  dependsOn: [],
  assets: {},
  constructs: {},
  ...over,
});
const rules = (template: Template) =>
  policyFindings(stack(template), undefined, [], undefined).map(
    ({ rule, severity }) => `${severity} ${rule}`,
  );
const role = (Action: unknown, Resource: unknown, Effect = 'Allow') => ({
  Resources: {
    Role: {
      Type: 'AWS::IAM::Policy',
      Properties: {
        PolicyDocument: { Statement: [{ Effect, Action, Resource }] },
      },
    },
  },
});
const ingress = (rule: object) => ({
  Resources: {
    Group: {
      Type: 'AWS::EC2::SecurityGroup',
      Properties: { SecurityGroupIngress: [rule] },
    },
  },
});

describe('policyFindings', () => {
  it('finds nothing to say about a sound stack', () => {
    expect(
      rules({ Resources: { Topic: { Type: 'AWS::SNS::Topic' } } }),
    ).toEqual([]);
  });

  it.each([
    ['every action on everything', role('*', '*'), ['error least-privilege']],
    [
      'all of a service on everything',
      role(['ec2:*'], ['*']),
      ['error least-privilege'],
    ],
    ['named actions on everything', role(['ec2:DescribeInstances'], '*'), []],
    ['every action on a resource', role('s3:*', 'arn:aws:s3:::bucket/*'), []],
    ['a denial of everything', role('*', '*', 'Deny'), []],
    [
      'SSH from the world',
      ingress({
        CidrIp: '0.0.0.0/0',
        IpProtocol: 'tcp',
        FromPort: 20,
        ToPort: 30,
      }),
      ['error open-administration'],
    ],
    [
      'everything from the world',
      ingress({ CidrIpv6: '::/0', IpProtocol: '-1' }),
      ['error open-administration'],
    ],
    [
      'HTTPS from the world',
      ingress({
        CidrIp: '0.0.0.0/0',
        IpProtocol: 'tcp',
        FromPort: 443,
        ToPort: 443,
      }),
      [],
    ],
    [
      'SSH from inside',
      ingress({
        CidrIp: '10.0.0.0/8',
        IpProtocol: 'tcp',
        FromPort: 22,
        ToPort: 22,
      }),
      [],
    ],
    [
      'an address in an output',
      {
        Outputs: {
          ...provenance.Outputs,
          Owner: { Value: 'jane.roe@example.com' },
        },
      },
      ['error personal-data'],
    ],
    [
      'a number in a tag',
      {
        Resources: {
          Topic: {
            Type: 'AWS::SNS::Topic',
            Properties: { Tags: [{ Key: 'contact', Value: '078-05-1120' }] },
          },
        },
      },
      ['error personal-data'],
    ],
    [
      'a stack that says nothing about who deploys it',
      { Parameters: {}, Outputs: {} },
      ['error provenance'],
    ],
  ])('judges %s', (_, template: Template, expected) => {
    expect(rules(template)).toEqual(expected);
  });

  it('stops the replacement and removal of data in production, and warns elsewhere', () => {
    const changes = [
      {
        logicalId: 'Database',
        resourceType: 'AWS::RDS::DBInstance',
        action: 'Replace' as const,
        properties: ['Engine'],
      },
      {
        logicalId: 'Bucket',
        resourceType: 'AWS::S3::Bucket',
        action: 'Remove' as const,
      },
      {
        logicalId: 'Table',
        resourceType: 'AWS::DynamoDB::Table',
        action: 'MayReplace' as const,
        properties: ['Condition'],
      },
      {
        logicalId: 'Files',
        resourceType: 'AWS::EFS::FileSystem',
        action: 'MayReplace' as const,
        properties: ['PerformanceMode'],
      },
      {
        logicalId: 'People',
        resourceType: 'AWS::Cognito::UserPool',
        action: 'Remove' as const,
      },
      {
        logicalId: 'Key',
        resourceType: 'AWS::KMS::Key',
        action: 'Orphan' as const,
      },
      {
        logicalId: 'Topic',
        resourceType: 'AWS::SNS::Topic',
        action: 'Replace' as const,
      },
    ];
    const severities = (stage: string) =>
      policyFindings(
        stack({}, { tags: { 'plinth:stage': stage } }),
        undefined,
        changes,
        undefined,
      ).map(({ severity, resource }) => `${severity} ${resource}`);
    expect(severities('dev')).toEqual([
      'warning Database',
      'warning Bucket',
      'warning Table',
      'warning Files',
      'warning People',
    ]);
    expect(severities('production')).toEqual([
      'error Database',
      'error Bucket',
      'error Table',
      'warning Files',
      'error People',
    ]);
  });

  it('says when the deployed stack takes no update', () => {
    const deployed = (status: string): DeployedStack => ({
      stackId: 'x',
      status,
      template: {},
      parameters: {},
      tags: {},
      terminationProtection: false,
    });
    const found = (status: string) =>
      policyFindings(stack({}), deployed(status), [], undefined).map(
        ({ rule, severity }) => `${severity} ${rule}`,
      );
    expect(found('UPDATE_COMPLETE')).toEqual([]);
    for (const status of [
      'UPDATE_ROLLBACK_FAILED',
      'ROLLBACK_FAILED',
      'CREATE_FAILED',
      'UPDATE_FAILED',
      'DELETE_FAILED',
    ]) {
      expect(found(status)).toEqual(['error stack-state']);
    }
    expect(found('UPDATE_IN_PROGRESS')).toEqual(['warning stack-state']);
  });
});
