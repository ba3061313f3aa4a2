import { Match, Template } from 'aws-cdk-lib/assertions';
import { SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { Stage } from '../../schema';
import { exampleNetwork } from '../../testing/exampleNetwork';
import { exampleParts } from '../../testing/exampleParts';
import { INGRESS_SUBNETS } from '../network/ThreeTierNetwork';
import { TlsLoadBalancer, type TlsLoadBalancerProps } from './TlsLoadBalancer';

const CERTIFICATE =
  'arn:aws:acm:us-east-1:111122223333:certificate/00000000-0000-4000-8000-00000000000a';

function balancer(stage: Stage, options: Partial<TlsLoadBalancerProps>) {
  const parts = exampleParts(stage);
  const { stack } = parts;
  const network = exampleNetwork(parts);
  const hostSecurityGroup = new SecurityGroup(stack, 'Host', {
    vpc: network.vpc,
    description: 'The host',
  });
  new TlsLoadBalancer(stack, 'Balancer', {
    ...parts,
    hostSecurityGroup,
    vpc: network.vpc,
    domainName: 'app.example.com',
    instanceId: 'i-0123456789abcdef0',
    port: 3000,
    healthPath: '/health',
    ...options,
  });
  return {
    template: Template.fromStack(stack),
    resolve: (value: unknown) => stack.resolve(value),
    network,
  };
}

describe('TlsLoadBalancer', () => {
  const { template, resolve, network } = balancer('production', {
    hostedZoneId: 'Z0123456789EXAMPLE',
  });

  it('speaks TLS 1.2 or newer and tells browsers to stay there', () => {
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', {
      Port: 443,
      Protocol: 'HTTPS',
      SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06',
      ListenerAttributes: [
        {
          Key: 'routing.http.response.strict_transport_security.header_value',
          Value: 'max-age=31536000; includeSubDomains',
        },
      ],
    });
  });

  it('sends HTTP to HTTPS', () => {
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', {
      Port: 80,
      DefaultActions: [
        {
          Type: 'redirect',
          RedirectConfig: {
            Protocol: 'HTTPS',
            Port: '443',
            StatusCode: 'HTTP_301',
          },
        },
      ],
    });
  });

  it('hands requests to the host while its health path answers 200', () => {
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::TargetGroup', {
      Targets: [{ Id: 'i-0123456789abcdef0', Port: 3000 }],
      HealthCheckPath: '/health',
      Matcher: { HttpCode: '200' },
    });
  });

  it('is let in by the host, and opens its own ports alone', () => {
    const [group] = Object.entries(
      template.findResources('AWS::EC2::SecurityGroup', {
        Properties: {
          GroupDescription: Match.stringLikeRegexp('^Load balancer:'),
        },
      }),
    );
    const [id, { Properties }] = group;
    expect(
      Properties.SecurityGroupIngress.map(
        ({ FromPort }: { FromPort: number }) => FromPort,
      ),
    ).toEqual([80, 443]);
    expect(Properties.SecurityGroupEgress).toEqual([
      expect.objectContaining({
        CidrIp: resolve(network.vpc.vpcCidrBlock),
        FromPort: 3000,
        ToPort: 3000,
      }),
    ]);
    template.hasResourceProperties('AWS::EC2::SecurityGroup', {
      GroupDescription: 'The host',
      SecurityGroupIngress: [
        Match.objectLike({
          SourceSecurityGroupId: { 'Fn::GetAtt': [id, 'GroupId'] },
          FromPort: 3000,
          ToPort: 3000,
        }),
      ],
    });
  });

  it('stands in the public subnets, logs access, drops odd headers, and refuses to be deleted', () => {
    template.hasResourceProperties(
      'AWS::ElasticLoadBalancingV2::LoadBalancer',
      {
        Scheme: 'internet-facing',
        Subnets: resolve(network.subnetIds(INGRESS_SUBNETS)),
        LoadBalancerAttributes: Match.arrayWith([
          { Key: 'access_logs.s3.enabled', Value: 'true' },
          { Key: 'deletion_protection.enabled', Value: 'true' },
          {
            Key: 'routing.http.drop_invalid_header_fields.enabled',
            Value: 'true',
          },
        ]),
      },
    );
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Sid: 'DeliverLoadBalancerLogs',
            Action: 's3:PutObject',
          }),
        ]),
      },
    });
  });

  it('makes its certificate and its record in the hosted zone', () => {
    template.hasResourceProperties('AWS::CertificateManager::Certificate', {
      DomainName: 'app.example.com',
      DomainValidationOptions: [
        { DomainName: 'app.example.com', HostedZoneId: 'Z0123456789EXAMPLE' },
      ],
    });
    template.hasResourceProperties('AWS::Route53::RecordSet', {
      Name: 'app.example.com',
      HostedZoneId: 'Z0123456789EXAMPLE',
      AliasTarget: Match.anyValue(),
    });
  });

  it('takes a certificate that is there, and goes with a preview', () => {
    const given = balancer('preview', { certificateArn: CERTIFICATE }).template;
    given.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', {
      Port: 443,
      Certificates: [{ CertificateArn: CERTIFICATE }],
    });
    given.resourceCountIs('AWS::CertificateManager::Certificate', 0);
    given.resourceCountIs('AWS::Route53::RecordSet', 0);
    given.hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', {
      LoadBalancerAttributes: Match.arrayWith([
        { Key: 'deletion_protection.enabled', Value: 'false' },
      ]),
    });
  });

  it('refuses a certificate that nothing could validate', () => {
    expect(() => balancer('dev', {})).toThrow(
      /^certificateArn: is required for app\.example\.com/,
    );
  });
});
