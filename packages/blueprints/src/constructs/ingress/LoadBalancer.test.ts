import { Match, Template } from 'aws-cdk-lib/assertions';
import type { Stage } from '../../schema';
import { exampleNetwork } from '../../testing/exampleNetwork';
import { exampleParts } from '../../testing/exampleParts';
import { INGRESS_SUBNETS, SERVICE_SUBNETS } from '../network/ThreeTierNetwork';
import type { Audience } from './audience';
import { LoadBalancer } from './LoadBalancer';

const DOMAIN = {
  domainName: 'app.example.com',
  hostedZoneId: 'Z0123456789EXAMPLE',
};

/** An audience, or what makes one from the parts of the stack. */
type Admitted =
  Audience | ((parts: ReturnType<typeof exampleParts>) => Audience);

const cloudFront =
  (generation: number): Admitted =>
  ({ key, policy }) => ({
    kind: 'cloudfront',
    ...DOMAIN,
    header: { policy, name: 'shop', role: 'primary', key, generation },
  });

function admit(
  admitted: Admitted,
  stage: Stage = 'production',
  env?: {
    account: string;
    region: string;
  },
) {
  const parts = exampleParts(stage, env);
  const { stack } = parts;
  const network = exampleNetwork(parts);
  const balancer = new LoadBalancer(stack, 'Ingress', {
    ...parts,
    audience: typeof admitted === 'function' ? admitted(parts) : admitted,
    vpc: network.vpc,
  });
  return {
    template: Template.fromStack(stack),
    conditions: stack.resolve(balancer.conditions),
    resolve: (value: unknown) => stack.resolve(value),
    network,
    parts,
  };
}

/** Whom the balancer lets in, and on which port: rules inside of its groups, and those that CDK keeps apart from them. */
function doors(template: Template): string[] {
  interface Rule {
    readonly CidrIp?: string;
    readonly SourcePrefixListId?: string;
    readonly FromPort: number;
  }
  const rules: Rule[] = [
    ...Object.values(
      template.findResources('AWS::EC2::SecurityGroup', {
        Properties: {
          GroupDescription: Match.stringLikeRegexp('to the load balancer'),
        },
      }),
    ).flatMap(({ Properties }) => Properties.SecurityGroupIngress ?? []),
    ...Object.values(
      template.findResources('AWS::EC2::SecurityGroupIngress'),
    ).map(({ Properties }) => Properties),
  ];
  return rules.map(
    ({ CidrIp, SourcePrefixListId, FromPort }) =>
      `${CidrIp ?? SourcePrefixListId}:${FromPort}`,
  );
}

const attributes = (...pairs: Array<[Key: string, Value: string]>) => ({
  LoadBalancerAttributes: Match.arrayWith(
    pairs.map(([Key, Value]) => ({ Key, Value })),
  ),
});

const NO_SUCH_HOST = [
  Match.objectLike({
    Type: 'fixed-response',
    FixedResponseConfig: Match.objectLike({ StatusCode: '404' }),
  }),
];

describe('LoadBalancer', () => {
  describe('for the internet', () => {
    const { template, resolve, network, parts } = admit({
      kind: 'internet',
      ...DOMAIN,
    });

    it('lets everybody in, on the ports of HTTPS and of its redirect', () => {
      expect(doors(template)).toEqual(['0.0.0.0/0:443', '0.0.0.0/0:80']);
      template.hasResourceProperties(
        'AWS::ElasticLoadBalancingV2::LoadBalancer',
        {
          Scheme: 'internet-facing',
          Subnets: resolve(network.subnetIds(INGRESS_SUBNETS)),
        },
      );
    });

    it('speaks TLS 1.2 or newer under a certificate that the zone validates, and browsers stay there', () => {
      template.hasResourceProperties('AWS::CertificateManager::Certificate', {
        DomainName: 'app.example.com',
        DomainValidationOptions: [
          { DomainName: 'app.example.com', HostedZoneId: 'Z0123456789EXAMPLE' },
        ],
      });
      template.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', {
        Port: 443,
        SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06',
        ListenerAttributes: [
          Match.objectLike({ Value: 'max-age=31536000; includeSubDomains' }),
        ],
      });
    });

    it('redirects HTTP, and answers a host that no service claims with 404', () => {
      template.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', {
        Port: 80,
        DefaultActions: [
          Match.objectLike({
            RedirectConfig: {
              Protocol: 'HTTPS',
              Port: '443',
              StatusCode: 'HTTP_301',
            },
          }),
        ],
      });
      template.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', {
        Port: 443,
        DefaultActions: NO_SUCH_HOST,
      });
    });

    it('logs access to the bucket that lets it, drops odd headers, and refuses to be deleted', () => {
      const [policy] = Object.keys(
        template.findResources('AWS::S3::BucketPolicy', {
          Properties: {
            PolicyDocument: {
              Statement: Match.arrayWith([
                Match.objectLike({
                  Sid: 'DeliverLoadBalancerLogs',
                  Resource: {
                    'Fn::Join': [
                      '',
                      [
                        resolve(parts.accessLogs.bucketArn),
                        '/load-balancer/AWSLogs/111122223333/*',
                      ],
                    ],
                  },
                }),
              ]),
            },
          },
        }),
      );
      template.hasResource('AWS::ElasticLoadBalancingV2::LoadBalancer', {
        DependsOn: Match.arrayWith([policy]),
        Properties: attributes(
          ['access_logs.s3.enabled', 'true'],
          ['access_logs.s3.prefix', 'load-balancer'],
          ['deletion_protection.enabled', 'true'],
          ['routing.http.drop_invalid_header_fields.enabled', 'true'],
          ['routing.http.desync_mitigation_mode', 'defensive'],
        ),
      });
    });

    it('pages when it answers with errors itself', () => {
      template.hasResourceProperties('AWS::CloudWatch::Alarm', {
        MetricName: 'HTTPCode_ELB_5XX_Count',
        Statistic: 'Sum',
        Period: 300,
        Threshold: 100,
        AlarmActions: [resolve(parts.alerts.topics.critical.topicArn)],
        AlarmDescription: Match.stringLikeRegexp('ingress-errors\\.md$'),
      });
    });
  });

  it('lets CloudFront alone in, at the name of its origin, and leaves browsers to CloudFront', () => {
    const { template } = admit(cloudFront(1));
    // Two groups: the list fills one, and services add themselves to the first.
    expect(doors(template)).toEqual(['pl-3b927c52:443', 'pl-3b927c52:80']);
    template.hasResourceProperties(
      'AWS::ElasticLoadBalancingV2::LoadBalancer',
      {
        SecurityGroups: [Match.anyValue(), Match.anyValue()],
      },
    );
    template.hasResourceProperties('AWS::CertificateManager::Certificate', {
      DomainName: 'app.example.com',
      SubjectAlternativeNames: ['origin.app.example.com'],
    });
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', {
      Port: 443,
      ListenerAttributes: Match.absent(),
    });
  });

  describe('the key by which it knows its distribution', () => {
    const asked = (generations: number[]) => [
      {
        field: 'http-header',
        httpHeaderConfig: {
          httpHeaderName: 'x-origin-key-primary',
          values: generations.map(each => ({
            'Fn::Join': [
              '',
              [
                '{{resolve:secretsmanager:',
                { Ref: expect.stringMatching(`Secret${each}[0-9A-F]{8}$`) },
                '}}',
              ],
            ],
          })),
        },
      },
    ];
    const names = (template: Template) =>
      Object.values(template.findResources('AWS::SecretsManager::Secret'))
        .map(({ Properties }) => Properties.Name)
        .sort();

    it('is in no template, and in the region from which the distribution is deployed', () => {
      const { template, conditions } = admit(cloudFront(1), 'production', {
        account: '111122223333',
        region: 'eu-west-1',
      });
      expect(conditions).toEqual(asked([1]));
      template.hasResource('AWS::SecretsManager::Secret', {
        DeletionPolicy: 'RetainExceptOnCreate',
        Properties: {
          Name: 'plinth-origin/shop/1',
          GenerateSecretString: {
            PasswordLength: 64,
            ExcludePunctuation: true,
          },
          ReplicaRegions: [{ Region: 'us-east-1' }],
          SecretString: Match.absent(),
        },
      });
    });

    it('needs no copy where the balancer is in that region itself', () => {
      admit(cloudFront(1)).template.hasResourceProperties(
        'AWS::SecretsManager::Secret',
        { ReplicaRegions: Match.absent() },
      );
    });

    it('is accepted beside the one before it, so that it can be rotated while people use it', () => {
      const { template, conditions } = admit(cloudFront(3));
      expect(conditions).toEqual(asked([3, 2]));
      expect(names(template)).toEqual([
        'plinth-origin/shop/2',
        'plinth-origin/shop/3',
      ]);
    });

    it('is made and not yet demanded by generation 0', () => {
      const { template, conditions } = admit(cloudFront(0));
      expect(conditions).toEqual([]);
      expect(names(template)).toEqual(['plinth-origin/shop/1']);
    });

    it('is refused as a fraction', () => {
      expect(() => admit(cloudFront(1.5))).toThrow(/^generation: .*got 1\.5/);
    });
  });

  it('answers the named networks from private subnets over HTTP, and goes with a preview', () => {
    const { template, resolve, network } = admit(
      { kind: 'network', clientCidrs: ['10.20.0.0/16', '10.0.0.0/16'] },
      'preview',
    );
    expect(doors(template)).toEqual(['10.20.0.0/16:80', '10.0.0.0/16:80']);
    template.hasResourceProperties(
      'AWS::ElasticLoadBalancingV2::LoadBalancer',
      {
        Scheme: 'internal',
        Subnets: resolve(network.subnetIds(SERVICE_SUBNETS)),
        ...attributes(['deletion_protection.enabled', 'false']),
      },
    );
    template.resourceCountIs('AWS::CertificateManager::Certificate', 0);
    template.resourceCountIs('AWS::ElasticLoadBalancingV2::Listener', 1);
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', {
      Port: 80,
      DefaultActions: NO_SUCH_HOST,
    });
  });

  it('refuses CloudFront in a region whose addresses our table lacks', () => {
    expect(() =>
      admit(cloudFront(1), 'dev', {
        account: '111122223333',
        region: 'sa-east-1',
      }),
    ).toThrow(/^region: our table has no CloudFront prefix list for sa-east-1/);
  });
});
