import { Match } from 'aws-cdk-lib/assertions';
import { synthesizeUnit } from '../../synthesizeUnit';
import { sampleUnit, synthesized } from '../../testing/synthesized';

const host = (parameters?: Record<string, unknown>) =>
  sampleUnit('single-host', 'dev', { size: 'small', parameters });

describe('SingleHost', () => {
  const template = synthesized(host());

  it('runs Ubuntu 22.04 on a t3.medium with an encrypted 30 GB gp3 disk, IMDSv2, Docker and Node.js (PMO-1)', () => {
    template.hasResourceProperties('AWS::EC2::Instance', {
      InstanceType: 't3.medium',
      BlockDeviceMappings: [
        {
          Ebs: Match.objectLike({
            VolumeType: 'gp3',
            VolumeSize: 30,
            Encrypted: true,
          }),
        },
      ],
      UserData: {
        'Fn::Base64': Match.stringLikeRegexp(
          'docker\\.io[\\s\\S]*snap install node',
        ),
      },
    });
    template.hasResourceProperties('AWS::EC2::LaunchTemplate', {
      LaunchTemplateData: { MetadataOptions: { HttpTokens: 'required' } },
    });
    template.hasParameter('*', {
      Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>',
      Default: Match.stringLikeRegexp('ubuntu/server/22.04/stable/current'),
    });
  });

  it('gives the host its own buckets and Session Manager, and not all of S3 (PMO-2)', () => {
    const policies = template.findResources('AWS::IAM::ManagedPolicy', {
      Properties: { Description: 'Host of sample-single-host' },
    });
    const [{ Properties }] = Object.values(policies);
    const statements = Properties.PolicyDocument.Statement as Array<{
      Action: string | string[];
      Resource: unknown;
    }>;
    const storage = statements.filter(({ Action }) =>
      [Action].flat().some(action => action.startsWith('s3:')),
    );
    expect(storage.flatMap(({ Action }) => Action).sort()).toEqual([
      's3:DeleteObject',
      's3:GetObject',
      's3:GetObject',
      's3:ListBucket',
      's3:PutObject',
    ]);
    for (const { Resource } of storage) {
      expect(JSON.stringify(Resource)).toMatch(
        /Bucket(attachments|code|legacy)/,
      );
      expect([Resource].flat()).not.toContain('*');
    }
    expect(JSON.stringify(statements)).toContain('ssmmessages:OpenDataChannel');
  });

  it('keeps attachments versioned, encrypted, open to presigned URLs of its domain alone, and cools them down (PMO-3, PMO-4)', () => {
    template.hasResourceProperties('AWS::S3::Bucket', {
      BucketName: 'sample-single-host-attachments-111122223333-us-east-1',
      VersioningConfiguration: { Status: 'Enabled' },
      BucketEncryption: Match.anyValue(),
      CorsConfiguration: {
        CorsRules: [
          Match.objectLike({ AllowedOrigins: ['https://app.example.com'] }),
        ],
      },
      LifecycleConfiguration: {
        Rules: [
          Match.objectLike({
            AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
            NoncurrentVersionExpiration: { NoncurrentDays: 365 },
          }),
          Match.objectLike({
            Transitions: [
              { StorageClass: 'STANDARD_IA', TransitionInDays: 90 },
              { StorageClass: 'GLACIER', TransitionInDays: 180 },
            ],
          }),
        ],
      },
    });
  });

  it.each(['code', 'legacy'])('has a bucket for %s (PMO-5)', purpose => {
    template.hasResourceProperties('AWS::S3::Bucket', {
      BucketName: `sample-single-host-${purpose}-111122223333-us-east-1`,
    });
  });

  it('opens the ports that are asked for, and an Elastic IP where asked (PMO-6, PMO-9)', () => {
    const open = synthesized(
      sampleUnit('single-host', 'dev', { size: 'address' }),
    );
    open.hasResourceProperties('AWS::EC2::SecurityGroup', {
      SecurityGroupIngress: Match.arrayWith([
        Match.objectLike({
          CidrIp: '198.51.100.0/24',
          FromPort: 8443,
          ToPort: 8443,
        }),
      ]),
    });
    open.resourceCountIs('AWS::EC2::EIP', 1);
    open.resourceCountIs('AWS::RDS::DBInstance', 0);
  });

  it('backs up within 24 hours, keeps 30 days and a monthly image, and states RPO and RTO (PMO-7)', () => {
    template.hasResourceProperties('AWS::Backup::BackupPlan', {
      BackupPlan: {
        BackupPlanRule: [
          Match.objectLike({
            RuleName: 'daily',
            Lifecycle: { DeleteAfterDays: 30 },
          }),
          Match.objectLike({
            RuleName: 'monthly-image',
            // Outside of the windows in which RDS backs up and maintains by itself.
            ScheduleExpression: 'cron(0 8 1 * ? *)',
          }),
        ],
      },
    });
    template.hasResourceProperties('AWS::Backup::BackupSelection', {
      BackupSelection: { Resources: [Match.anyValue(), Match.anyValue()] },
    });
    const outputs = template.findOutputs('*');
    expect(Number(outputs.RpoMinutes?.Value)).toBeLessThanOrEqual(24 * 60);
    expect(Number(outputs.RtoMinutes?.Value)).toBeLessThanOrEqual(4 * 60);
  });

  it('leaves no recovery points behind that would keep a preview from being removed', () => {
    for (const size of ['small', 'address']) {
      const preview = synthesized(
        sampleUnit('single-host', 'preview', { size }),
      );
      preview.resourceCountIs('AWS::Backup::BackupVault', 0);
      preview.resourceCountIs('AWS::Backup::BackupPlan', 0);
    }
  });

  it('speaks TLS 1.2 or newer with HSTS, and redirects HTTP (PMO-8)', () => {
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', {
      Protocol: 'HTTPS',
      SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06',
      ListenerAttributes: [
        {
          Key: 'routing.http.response.strict_transport_security.header_value',
          Value: 'max-age=31536000; includeSubDomains',
        },
      ],
    });
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
    template.hasResourceProperties('AWS::CertificateManager::Certificate', {
      ValidationMethod: 'DNS',
    });
  });

  it('stands behind a firewall that its parameters tune (PMO-8)', () => {
    const tuned = synthesized(
      sampleUnit('single-host', 'dev', {
        parameters: {
          firewallExclusions: [
            'AWSManagedRulesCommonRuleSet/SizeRestrictions_BODY',
          ],
        },
      }),
    );
    const [balancer] = Object.keys(
      tuned.findResources('AWS::ElasticLoadBalancingV2::LoadBalancer'),
    );
    tuned.hasResourceProperties('AWS::WAFv2::WebACLAssociation', {
      ResourceArn: { Ref: balancer },
    });
    tuned.hasResourceProperties('AWS::WAFv2::WebACL', {
      Scope: 'REGIONAL',
      Rules: Match.arrayWith([
        Match.objectLike({
          Statement: {
            ManagedRuleGroupStatement: Match.objectLike({
              RuleActionOverrides: [
                { Name: 'SizeRestrictions_BODY', ActionToUse: { Count: {} } },
              ],
            }),
          },
        }),
      ]),
    });
  });

  it('tells the application where database, Redis and e-mail are (PMO-10)', () => {
    const large = synthesized(
      sampleUnit('single-host', 'dev', { size: 'large' }),
    );
    for (const name of [
      'database/endpoint',
      'cache/endpoint',
      'email/endpoint',
    ]) {
      large.hasResourceProperties('AWS::SSM::Parameter', {
        Name: `/plinth/sample-single-host/${name}`,
      });
    }
    large.hasResourceProperties('AWS::ElastiCache::ReplicationGroup', {
      TransitEncryptionEnabled: true,
      AtRestEncryptionEnabled: true,
    });
  });

  it.each([
    'UnHealthyHostCount',
    'StatusCheckFailed',
    '5xxErrors',
    'CPUUtilization',
  ])('alarms on %s (PMO-12)', MetricName =>
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName }),
  );

  it.each(['UnHealthyHostCount', 'StatusCheckFailed', 'FreeStorageSpace'])(
    'alarms when nobody reports %s any more, as of a stopped host (PMO-12)',
    MetricName =>
      template.hasResourceProperties('AWS::CloudWatch::Alarm', {
        MetricName,
        TreatMissingData: 'breaching',
      }),
  );

  it.each<[Record<string, unknown>, RegExp]>([
    [
      { openPorts: [{ port: 22, source: '0.0.0.0/0' }] },
      /parameters\.openPorts.*must not open SSH \(port 22\) to 0\.0\.0\.0\/0/,
    ],
    [
      { openPorts: [{ port: 22, source: '128.0.0.0/1' }] },
      /parameters\.openPorts.*nor to a block wider than \/8/,
    ],
    [
      { openPorts: [{ port: 3389, source: '0.0.0.0/0' }] },
      /parameters\.openPorts.*must not open Remote Desktop \(port 3389\) to 0\.0\.0\.0\/0/,
    ],
    [
      { openPorts: [{ port: 5432, source: '0.0.0.0/0' }] },
      /parameters\.openPorts.*must not open PostgreSQL \(port 5432\)/,
    ],
    [
      { domainName: `${'a'.repeat(53)}.example.com` },
      /parameters\.domainName: must have at most 64 characters: ACM/,
    ],
    [{ volumeGiB: 2000 }, /parameters\.volumeGiB: must be at most 1000 GiB/],
    [
      { hostedZoneId: undefined },
      /parameters\.certificateArn: is required when there is no hostedZoneId/,
    ],
    [{ ttlHours: 5 }, /parameters\.ttlHours: is only for stage preview/],
  ])('refuses %j', (parameters, message) => {
    expect(() => synthesizeUnit(host(parameters))).toThrow(message);
  });

  it('starts the host only when its subnet has a way out, which user data needs (PMO-1)', () => {
    const [{ DependsOn }] = Object.values(
      template.findResources('AWS::EC2::Instance'),
    );
    const routes = Object.entries(template.findResources('AWS::EC2::Route'))
      .filter(([, { Properties }]) => Properties.NatGatewayId)
      .map(([id]) => id);
    expect(routes.some(id => DependsOn.includes(id))).toBe(true);
  });

  it('asks for a time to live on previews', () => {
    expect(() =>
      synthesizeUnit(
        sampleUnit('single-host', 'preview', {
          parameters: { ttlHours: undefined },
        }),
      ),
    ).toThrow(/parameters\.ttlHours: is required at stage preview/);
  });

  it('refuses a class that the region does not offer by our table', () => {
    expect(() =>
      synthesizeUnit(
        sampleUnit('single-host', 'dev', {
          region: 'us-west-1',
          parameters: { instanceClass: 'm7g.large' },
        }),
      ),
    ).toThrow(/parameters\.instanceClass/);
  });

  it('refuses an image in production that moves by itself', () => {
    expect(() =>
      synthesizeUnit(
        sampleUnit('single-host', 'production', {
          parameters: { imageRelease: 'current' },
        }),
      ),
    ).toThrow(/parameters\.imageRelease: must be a date at stage production/);
  });
});
