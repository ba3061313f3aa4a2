import { Match } from 'aws-cdk-lib/assertions';
import { assessReadiness, BlueprintRegistry } from '../../schema';
import { synthesizeUnit } from '../../synthesizeUnit';
import { PRIVATE_REVERSE_ZONES } from '../../constructs/egress/DnsFirewall';
import { sampleUnit, synthesized } from '../../testing/synthesized';

const platform = (parameters: Record<string, unknown> = {}) =>
  sampleUnit('platform-services', 'production', { parameters });

describe('PlatformServices', () => {
  it('lays a network in three zones with flow logs (PHS-1)', () => {
    const template = synthesized(platform());
    // Three tiers, and a firewall subnet in each zone.
    template.resourceCountIs('AWS::EC2::Subnet', 12);
    template.resourceCountIs('AWS::EC2::FlowLog', 1);
  });

  it('has three databases apart, encrypted, backed up, with passwords that RDS rotates (PHS-2, PHS-3)', () => {
    const template = synthesized(platform());
    template.resourceCountIs('AWS::RDS::DBInstance', 3);
    for (const name of ['contracts', 'lineage', 'audit']) {
      template.hasResourceProperties('AWS::RDS::DBInstance', {
        DBInstanceIdentifier: `sample-platform-services-${name}`,
        StorageEncrypted: true,
        MultiAZ: true,
        BackupRetentionPeriod: 35,
        ManageMasterUserPassword: true,
        DeletionProtection: true,
      });
    }
    template.hasResourceProperties('AWS::KMS::Key', {
      EnableKeyRotation: true,
    });
  });

  it('keeps a monthly recovery point of each database for a year, in a vault of its own (PHS-2)', () => {
    const template = synthesized(platform());
    const [[vault]] = Object.entries(
      template.findResources('AWS::Backup::BackupVault', {
        Properties: { EncryptionKeyArn: Match.anyValue() },
      }),
    );
    template.hasResourceProperties('AWS::Backup::BackupPlan', {
      BackupPlan: {
        BackupPlanRule: [
          Match.objectLike({
            // An account has a vault named Default only after somebody opened the console there.
            TargetBackupVault: { Ref: vault },
            ScheduleExpression: 'cron(0 8 1 * ? *)',
            Lifecycle: { DeleteAfterDays: 365 },
          }),
        ],
      },
    });
    template.hasResourceProperties('AWS::Backup::BackupSelection', {
      BackupSelection: {
        Resources: [Match.anyValue(), Match.anyValue(), Match.anyValue()],
      },
    });
  });

  it('charts and traces (PHS-4)', () => {
    const template = synthesized(platform());
    template.resourceCountIs('AWS::CloudWatch::Dashboard', 1);
    template.resourceCountIs('AWS::XRay::SamplingRule', 1);
    template.resourceCountIs('AWS::CloudWatch::Alarm', 19);
  });

  it('names traces apart for environments whose long names begin alike (PHS-4)', () => {
    const groupNames = ['a', 'b'].map(tail => {
      const unit = {
        ...platform(),
        name: `a-name-of-forty-characters-ends-with-a-${tail}`,
      };
      const [group] = Object.values(
        synthesized(unit).findResources('AWS::XRay::Group'),
      );
      return group.Properties.GroupName as string;
    });
    expect(groupNames[0]).not.toBe(groupNames[1]);
    expect(groupNames[0].length).toBeLessThanOrEqual(32);
  });

  it('lets only the host application’s pipeline publish it (PHS-5)', () => {
    const template = synthesized(platform());
    template.hasResourceProperties('AWS::IAM::Role', {
      Description: 'Publishes the Admin Host App',
      AssumeRolePolicyDocument: {
        Statement: [
          Match.objectLike({
            Action: 'sts:AssumeRoleWithWebIdentity',
            Condition: {
              StringEquals: Match.objectLike({
                'token.actions.githubusercontent.com:sub':
                  'repo:acme/host-app:ref:refs/heads/main',
              }),
            },
          }),
        ],
      },
    });
    template.hasResourceProperties('AWS::ECR::Repository', {
      ImageScanningConfiguration: { ScanOnPush: true },
    });
  });

  it('keeps a trail of every region with validated files, and detects threats (PHS-6)', () => {
    const template = synthesized(platform());
    template.hasResourceProperties('AWS::CloudTrail::Trail', {
      IsMultiRegionTrail: true,
      EnableLogFileValidation: true,
      KMSKeyId: Match.anyValue(),
    });
    template.resourceCountIs('AWS::GuardDuty::Detector', 1);
    synthesized(platform({ guardDuty: false })).resourceCountIs(
      'AWS::GuardDuty::Detector',
      0,
    );
  });

  it('brings findings to people: EventBridge may use topic and key, without a condition that it cannot meet (PHS-6)', () => {
    const template = synthesized(platform());
    const events = Match.objectLike({
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Condition: Match.absent(),
    });
    template.hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: { Statement: Match.arrayWith([events]) },
    });
    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: { Statement: Match.arrayWith([events]) },
    });
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: Match.objectLike({ source: ['aws.guardduty'] }),
      Targets: [Match.objectLike({ Arn: Match.anyValue() })],
    });
  });

  it('pages nobody when people sign in through Identity Center, whose second factor AWS does not see (PHS-11)', () => {
    synthesized(platform()).hasResourceProperties('AWS::Logs::MetricFilter', {
      FilterPattern: Match.stringLikeRegexp(
        'ConsoleLogin.*MFAUsed != "Yes".*type = "IAMUser"\\) \\|\\| \\(\\$\\.userIdentity\\.type = "Root"',
      ),
    });
  });

  it('alarms when somebody edits in the console or signs in without a second factor (PHS-9, PHS-11)', () => {
    const template = synthesized(platform());
    for (const runbook of ['console-edit', 'login-without-mfa']) {
      template.hasResourceProperties('AWS::CloudWatch::Alarm', {
        AlarmDescription: Match.stringLikeRegexp(
          `Severity: critical. Runbook: .*/${runbook}.md`,
        ),
      });
    }
  });

  describe('egress (PHS-7)', () => {
    it('lets nothing out by default', () => {
      const template = synthesized(platform());
      template.resourcePropertiesCountIs(
        'AWS::NetworkFirewall::RuleGroup',
        { RuleGroup: { RulesSource: { RulesSourceList: Match.anyValue() } } },
        0,
      );
      template.hasResourceProperties('AWS::NetworkFirewall::FirewallPolicy', {
        FirewallPolicy: {
          StatefulDefaultActions: [
            'aws:drop_established',
            'aws:alert_established',
          ],
          StatefulEngineOptions: { RuleOrder: 'STRICT_ORDER' },
        },
      });
    });

    it('drops what has no host name to look at before anything else: UDP, ICMP, other ports', () => {
      const template = synthesized(
        platform({ allowedDomains: ['api.example.com'] }),
      );
      const [[webOnly]] = Object.entries(
        template.findResources('AWS::NetworkFirewall::RuleGroup', {
          Properties: {
            RuleGroup: {
              StatefulRuleOptions: { RuleOrder: 'STRICT_ORDER' },
              RulesSource: {
                RulesString: Match.stringLikeRegexp(
                  '^drop udp \\$HOME_NET any -> any any [^\n]+\ndrop icmp \\$HOME_NET any -> any any [^\n]+\ndrop tcp \\$HOME_NET any -> any !\\[80,443\\]',
                ),
              },
            },
          },
        }),
      );
      template.hasResourceProperties('AWS::NetworkFirewall::FirewallPolicy', {
        FirewallPolicy: {
          StatefulRuleGroupReferences: [
            { Priority: 1, ResourceArn: { Ref: webOnly } },
            { Priority: 2, ResourceArn: Match.anyValue() },
          ],
        },
      });
    });

    it('looks up only the names that may be called, so that no data leaves as a question', () => {
      const template = synthesized(
        platform({ allowedDomains: ['api.example.com'] }),
      );
      const listed = (domains: string[]) => {
        const [[id]] = Object.entries(
          template.findResources('AWS::Route53Resolver::FirewallDomainList', {
            Properties: { Domains: domains },
          }),
        );
        return { 'Fn::GetAtt': [id, 'Id'] };
      };
      template.hasResourceProperties(
        'AWS::Route53Resolver::FirewallRuleGroup',
        {
          FirewallRules: [
            Match.objectLike({
              Priority: 100,
              Action: 'ALLOW',
              FirewallDomainListId: listed([
                '*.amazonaws.com',
                '*.internal',
                ...PRIVATE_REVERSE_ZONES,
                'api.example.com',
              ]),
            }),
            Match.objectLike({
              Priority: 200,
              Action: 'BLOCK',
              FirewallDomainListId: listed(['*']),
            }),
          ],
        },
      );
      template.resourceCountIs(
        'AWS::Route53Resolver::FirewallRuleGroupAssociation',
        1,
      );
    });

    it('leaves no way out through the endpoints, whose routes pass no firewall', () => {
      const template = synthesized(platform());
      for (const { Properties } of Object.values(
        template.findResources('AWS::EC2::VPCEndpoint'),
      )) {
        const [own, ...others] = Properties.PolicyDocument.Statement;
        expect(Object.values(own.Condition.StringEquals)).toEqual([
          '777788889999',
        ]);
        for (const { Resource } of others) {
          expect(Resource).toBe(
            'arn:aws:s3:::prod-us-east-1-starport-layer-bucket/*',
          );
        }
      }
    });

    it('lets listed host names out', () => {
      synthesized(
        platform({ allowedDomains: ['b.example.com', 'a.example.com'] }),
      ).hasResourceProperties('AWS::NetworkFirewall::RuleGroup', {
        RuleGroup: {
          RulesSource: {
            RulesSourceList: {
              GeneratedRulesType: 'ALLOWLIST',
              Targets: ['a.example.com', 'b.example.com'],
              TargetTypes: ['HTTP_HOST', 'TLS_SNI'],
            },
          },
        },
      });
    });

    it('leaves private subnets no other way to the internet', () => {
      const template = synthesized(platform());
      const routes = Object.entries(template.findResources('AWS::EC2::Route'));
      const open = routes.filter(
        ([, { Properties }]) => Properties.DestinationCidrBlock === '0.0.0.0/0',
      );
      const toNat = open.filter(
        ([, { Properties }]) => Properties.NatGatewayId,
      );
      // Only the firewall's own subnets reach a NAT gateway.
      expect(
        toNat.map(([id]) => id.replace(/[0-9A-F]{8}$/, '')).sort(),
      ).toEqual(['EgressToNat1', 'EgressToNat2', 'EgressToNat3']);
      expect(
        open.filter(([, { Properties }]) => Properties.VpcEndpointId),
      ).toHaveLength(3);
    });

    it.each([
      '*.example.com',
      'https://example.com',
      'example',
      'a b.com',
      "x'; drop",
    ])('refuses %j as a domain', domain => {
      expect(() =>
        synthesizeUnit(platform({ allowedDomains: [domain] })),
      ).toThrow(/parameters.allowedDomains.0: must be a host name/);
    });
  });

  it('is ready when all of it is there, and says what is missing (PHS-13)', () => {
    const [{ template }] = synthesizeUnit(platform());
    const resources = Object.values(template.Resources ?? {}).map(
      ({ Type }) => ({
        type: Type,
        status: 'CREATE_COMPLETE',
      }),
    );
    const outputs = Object.keys(template.Outputs ?? {});
    const checklist =
      new BlueprintRegistry().newest('platform-services')?.readiness ?? [];
    expect(
      assessReadiness(checklist, {
        resources,
        outputs,
        deployedFromCommit: true,
      }).filter(({ met }) => !met),
    ).toEqual([]);
    const partial = assessReadiness(checklist, {
      resources: resources.map(resource =>
        resource.type === 'AWS::CloudTrail::Trail'
          ? { ...resource, status: 'CREATE_FAILED' }
          : resource,
      ),
      outputs: outputs.filter(name => name !== 'AuditEndpoint'),
      deployedFromCommit: true,
    });
    expect(partial.filter(({ met }) => !met)).toEqual([
      expect.objectContaining({
        requirement: 'PHS-2',
        missing: ['output AuditEndpoint has no value'],
      }),
      expect.objectContaining({
        requirement: 'PHS-6',
        missing: [
          'audit trail: 0 of 1 complete (AWS::CloudTrail::Trail: CREATE_FAILED)',
        ],
      }),
    ]);
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    [
      'three zones where the region has two',
      {},
      /parameters.availabilityZones: us-west-1 offers 2 zones, and 3 are asked for/,
    ],
  ])('refuses %s', (_, parameters, message) => {
    const unit = sampleUnit('platform-services', 'production', {
      region: 'us-west-1',
      parameters,
    });
    expect(() => synthesizeUnit(unit)).toThrow(message);
  });

  it.each<[Record<string, unknown>, RegExp]>([
    [
      { databaseMultiAz: false },
      /parameters.databaseMultiAz: must be true at stage production/,
    ],
    [
      { natGateways: 'single' },
      /parameters.natGateways: must be "per-zone" at stage production/,
    ],
    [
      { hostRepository: 'acme/*' },
      /parameters.hostRepository: must be owner\/repository/,
    ],
  ])('refuses %j', (parameters, message) => {
    expect(() => synthesizeUnit(platform(parameters))).toThrow(message);
  });
});
