import { SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { exampleNetwork } from '../../testing/exampleNetwork';
import { exampleParts } from '../../testing/exampleParts';
import { ownBucketsOnly } from './endpointPerimeter';
import {
  PrivateEndpoints,
  type PrivateEndpointsProps,
} from './PrivateEndpoints';
import { SERVICE_SUBNETS } from './ThreeTierNetwork';

function endpoints(options: Partial<PrivateEndpointsProps> = {}) {
  const parts = exampleParts();
  const network = exampleNetwork(parts);
  const client = new SecurityGroup(parts.stack, 'Client', { vpc: network.vpc });
  new PrivateEndpoints(parts.stack, 'Endpoints', {
    vpc: network.vpc,
    client,
    services: ['sts', 'ecr'],
    ...options,
  });
  return { parts, network, client };
}

const GROUP = { GroupDescription: 'Private endpoints of AWS services' };
const INTERFACE = { Properties: { VpcEndpointType: 'Interface' } };

describe('PrivateEndpoints', () => {
  const { parts, network, client } = endpoints();
  const template = Template.fromStack(parts.stack);
  const fromClient = Match.objectLike({
    SourceSecurityGroupId: parts.stack.resolve(client.securityGroupId),
    FromPort: 443,
    ToPort: 443,
  });

  it('stands in the private subnets, under the names that AWS’s own clients use', () => {
    const made = Object.values(
      template.findResources('AWS::EC2::VPCEndpoint', INTERFACE),
    ).map(({ Properties }) => Properties);
    // Two of them for ECR: its API, and the registry that images are pulled from.
    expect(made.map(({ ServiceName }) => ServiceName).sort()).toEqual([
      'com.amazonaws.us-east-1.ecr.api',
      'com.amazonaws.us-east-1.ecr.dkr',
      'com.amazonaws.us-east-1.sts',
    ]);
    for (const each of made) {
      expect(each.PrivateDnsEnabled).toBe(true);
      expect(each.SubnetIds).toEqual(
        parts.stack.resolve(network.subnetIds(SERVICE_SUBNETS)),
      );
      expect(each.PolicyDocument).toBeUndefined();
    }
  });

  it('lets its client in over TLS, and nobody else', () => {
    template.hasResourceProperties('AWS::EC2::SecurityGroup', {
      ...GROUP,
      SecurityGroupIngress: [fromClient],
    });
  });

  describe('on request', () => {
    const open = endpoints({
      services: ['kms'],
      clientCidrs: ['10.30.0.0/16'],
      ownPrincipals: true,
    });
    ownBucketsOnly(open.network.vpc);
    const narrowed = Template.fromStack(open.parts.stack);

    it('lets further networks in', () => {
      narrowed.hasResourceProperties('AWS::EC2::SecurityGroup', {
        ...GROUP,
        SecurityGroupIngress: [
          fromClient,
          Match.objectLike({ CidrIp: '10.30.0.0/16', FromPort: 443 }),
        ],
      });
    });

    it('serves principals of the account alone', () => {
      narrowed.hasResourceProperties('AWS::EC2::VPCEndpoint', {
        VpcEndpointType: 'Interface',
        PolicyDocument: {
          Statement: [
            Match.objectLike({
              Action: 'kms:*',
              Effect: 'Allow',
              Condition: {
                StringEquals: { 'aws:PrincipalAccount': '111122223333' },
              },
            }),
          ],
        },
      });
    });

    it('leads to buckets of the account alone, and to the layers of images', () => {
      narrowed.hasResourceProperties('AWS::EC2::VPCEndpoint', {
        VpcEndpointType: 'Gateway',
        PolicyDocument: {
          Statement: [
            Match.objectLike({
              Action: 's3:*',
              Condition: {
                StringEquals: { 'aws:ResourceAccount': '111122223333' },
              },
            }),
            Match.objectLike({
              Action: 's3:GetObject',
              Resource: 'arn:aws:s3:::prod-us-east-1-starport-layer-bucket/*',
            }),
          ],
        },
      });
    });
  });

  it('cannot narrow buckets in a network without an endpoint for S3', () => {
    const { stack } = exampleParts();
    expect(() => ownBucketsOnly(new Vpc(stack, 'Plain'))).toThrow(
      'Example/Plain has no gateway endpoint for S3',
    );
  });
});
