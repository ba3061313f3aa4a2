import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import type { Template } from '../synth/Assembly';
import {
  PROTECTING_TYPES,
  protectedResources,
  withoutProtections,
} from './protections';

/** Names under which CloudFormation's types have a protection against deletion. */
const PROTECTION =
  /^(Delet(e|ion)Protect(ion|ed)(Enabled)?|TerminationProtectionEnabled|DisableApiTermination)$/;

const oneOf = (
  type: string,
  properties: object,
  policy?: unknown,
): Template => ({
  Resources: {
    It: {
      Type: type,
      Properties: { Name: 'it', ...properties },
      ...(policy !== undefined && { DeletionPolicy: policy }),
    },
  },
});

describe('what protects itself against deletion', () => {
  it('is known of every type of CloudFormation’s specification that has such a property', () => {
    const known = loadAwsServiceSpecSync()
      .all('resource')
      .filter(({ properties }) =>
        Object.keys(properties).some(name => PROTECTION.test(name)),
      )
      .map(({ cloudFormationType }) => cloudFormationType);
    // A load balancer has it among its attributes.
    expect([...PROTECTING_TYPES].sort()).toEqual(
      [...known, 'AWS::ElasticLoadBalancingV2::LoadBalancer'].sort(),
    );
  });

  it.each<[string, object, object]>([
    [
      'AWS::RDS::DBInstance',
      { DeletionProtection: true },
      { DeletionProtection: false },
    ],
    [
      'AWS::DocDB::DBCluster',
      { DeletionProtection: 'true' },
      { DeletionProtection: false },
    ],
    [
      'AWS::DynamoDB::Table',
      { DeletionProtectionEnabled: { Ref: 'Protected' } },
      { DeletionProtectionEnabled: false },
    ],
    [
      'AWS::EC2::Instance',
      { DisableApiTermination: true },
      { DisableApiTermination: false },
    ],
    [
      'AWS::NetworkFirewall::Firewall',
      { DeleteProtection: true, SubnetChangeProtection: true },
      { DeleteProtection: false, SubnetChangeProtection: true },
    ],
    [
      'AWS::Cognito::UserPool',
      { DeletionProtection: 'ACTIVE' },
      { DeletionProtection: 'INACTIVE' },
    ],
    [
      'AWS::VerifiedPermissions::PolicyStore',
      { DeletionProtection: { Mode: 'ENABLED' } },
      { DeletionProtection: { Mode: 'DISABLED' } },
    ],
    [
      'AWS::ElasticLoadBalancingV2::LoadBalancer',
      {
        LoadBalancerAttributes: [
          { Key: 'idle_timeout.timeout_seconds', Value: '60' },
          { Key: 'deletion_protection.enabled', Value: 'true' },
        ],
      },
      {
        LoadBalancerAttributes: [
          { Key: 'idle_timeout.timeout_seconds', Value: '60' },
          { Key: 'deletion_protection.enabled', Value: 'false' },
        ],
      },
    ],
  ])('is turned off in %s, and nothing else', (type, on, off) => {
    for (const policy of [undefined, 'Delete', 'Snapshot']) {
      const template = oneOf(type, on, policy);
      expect(protectedResources(template)).toEqual(['It']);
      const lifted = withoutProtections(template);
      expect(lifted).toEqual(oneOf(type, off, policy));
      // What an earlier attempt has turned off is the same again.
      expect(protectedResources(lifted)).toEqual([]);
      expect(withoutProtections(lifted)).toBe(lifted);
    }
  });

  it.each<[string, Template]>([
    [
      'stays when its stack goes',
      oneOf('AWS::RDS::DBInstance', { DeletionProtection: true }, 'Retain'),
    ],
    [
      'stays unless its creation fails',
      oneOf(
        'AWS::RDS::DBInstance',
        { DeletionProtection: true },
        'RetainExceptOnCreate',
      ),
    ],
    [
      'may stay',
      oneOf(
        'AWS::RDS::DBInstance',
        { DeletionProtection: true },
        { Ref: 'Policy' },
      ),
    ],
    ['says nothing of it', oneOf('AWS::RDS::DBInstance', {})],
    [
      'is not protected',
      oneOf('AWS::RDS::DBInstance', { DeletionProtection: 'false' }),
    ],
    [
      'has attributes that are computed',
      oneOf('AWS::ElasticLoadBalancingV2::LoadBalancer', {
        LoadBalancerAttributes: { 'Fn::If': ['A', [], []] },
      }),
    ],
    [
      'is of a type that has no protection',
      oneOf('AWS::SNS::Topic', { DeletionProtection: true }),
    ],
    [
      'is nothing that CloudFormation knows',
      { Resources: { It: [] as never } },
    ],
    ['is not there', {}],
  ])('is left as it is where a resource %s', (_, template) => {
    expect(protectedResources(template)).toEqual([]);
    expect(withoutProtections(template)).toBe(template);
  });
});
