import { Match } from 'aws-cdk-lib/assertions';
import { synthesizeUnit } from '../../synthesizeUnit';
import { sampleUnit, synthesized } from '../../testing/synthesized';

const small = (parameters: Record<string, unknown> = {}) =>
  sampleUnit('landing-zone', 'shared', { size: 'small', parameters });
const management = (parameters: Record<string, unknown> = {}) =>
  sampleUnit('landing-zone', 'shared', { size: 'management', parameters });
const large = (parameters: Record<string, unknown> = {}) =>
  sampleUnit('landing-zone', 'shared', { size: 'large', parameters });

describe('LandingZone', () => {
  it('guards accounts from the organization, where it has a target (FND-2)', () => {
    const template = synthesized(large());
    for (const guardrail of ['baseline', 'regions', 'data', 'identities']) {
      template.hasResourceProperties('AWS::Organizations::Policy', {
        Name: `sample-landing-zone-${guardrail}`,
        Type: 'SERVICE_CONTROL_POLICY',
        TargetIds: ['ou-ab12-cd34ef56'],
        // An object, not text: CloudFormation finds drift in it.
        Content: Match.objectLike({ Version: '2012-10-17' }),
      });
    }
    template.hasResource('AWS::Organizations::OrganizationalUnit', {
      DeletionPolicy: 'RetainExceptOnCreate',
      Properties: { Name: 'Workloads', ParentId: 'r-ab12' },
    });
    const without = synthesized(small());
    without.resourceCountIs('AWS::Organizations::Policy', 0);
    without.resourceCountIs('AWS::Organizations::OrganizationalUnit', 0);
  });

  it('changes organizations one thing at a time, as they demand', () => {
    const policies = Object.entries(
      synthesized(large()).findResources('AWS::Organizations::Policy'),
    );
    expect(policies.filter(([, { DependsOn }]) => !DependsOn)).toHaveLength(1);
  });

  it('makes accounts one after another, under their guardrails from the start (FND-2)', () => {
    const template = synthesized(management());
    const accounts = template.findResources('AWS::Organizations::Account');
    const before = [
      ...Object.keys(template.findResources('AWS::Organizations::Policy')),
      ...Object.keys(
        template.findResources('AWS::Organizations::OrganizationalUnit'),
      ),
    ];
    Object.values(accounts).forEach(({ DependsOn }, index) => {
      const earlier = Object.keys(accounts).slice(
        Math.max(0, index - 1),
        index,
      );
      expect(DependsOn).toEqual(
        expect.arrayContaining([...before, ...earlier]),
      );
    });
    template.hasResource('AWS::Organizations::Account', {
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        AccountName: 'staging',
        Email: 'aws+staging@example.com',
        ParentIds: [
          {
            'Fn::GetAtt': [Match.stringLikeRegexp('^UnitsNonproduction'), 'Id'],
          },
        ],
        Tags: Match.arrayWith([
          { Key: 'plinth:unit', Value: 'environments/sample-landing-zone' },
        ]),
      },
    });
    template.hasResourceProperties('AWS::Organizations::Account', {
      AccountName: 'shared-services',
      ParentIds: ['r-ab12'],
    });
    for (const name of ['Production', 'Staging', 'SharedServices']) {
      template.hasOutput(`Account${name}Id`, {
        Value: { 'Fn::GetAtt': [Match.anyValue(), 'AccountId'] },
      });
    }
    synthesized(large()).resourceCountIs('AWS::Organizations::Account', 0);
  });

  it('keeps an account as it is when another one is named before it', () => {
    const { accounts } = management().parameters as { accounts: object[] };
    const first = {
      name: 'dev',
      email: 'aws+dev@example.com',
      organizationalUnit: 'r-ab12',
    };
    const idsOf = (parameters: Record<string, unknown>) =>
      Object.keys(
        synthesized(management(parameters)).findResources(
          'AWS::Organizations::Account',
        ),
      );
    expect(idsOf({ accounts: [first, ...accounts] })).toEqual(
      expect.arrayContaining(idsOf({})),
    );
  });

  it('refuses console edits where it was asked to, by a policy of its own (PHS-9)', () => {
    const template = synthesized(management());
    template.hasResourceProperties('AWS::Organizations::Policy', {
      Name: 'sample-landing-zone-console-edits',
      TargetIds: ['ou-ab12-cd34ef56'],
      Content: {
        Statement: Match.arrayWith([
          Match.objectLike({ Sid: 'KeepWhatThePipelineDeployed' }),
        ]),
      },
    });
    template.resourceCountIs('AWS::Organizations::Policy', 5);
    synthesized(large()).resourceCountIs('AWS::Organizations::Policy', 4);
  });

  it('keeps zones and a certificate that proves itself by its zone (FND-9)', () => {
    const template = synthesized(large());
    template.hasResource('AWS::Route53::HostedZone', {
      DeletionPolicy: 'RetainExceptOnCreate',
      Properties: { Name: 'example.com', QueryLoggingConfig: Match.anyValue() },
    });
    template.hasResourceProperties('AWS::Route53::HostedZone', {
      Name: 'internal.example.com',
      VPCs: [{ VPCId: Match.anyValue(), VPCRegion: 'us-east-1' }],
    });
    template.hasResourceProperties('AWS::CertificateManager::Certificate', {
      DomainName: 'example.com',
      SubjectAlternativeNames: ['*.example.com'],
      ValidationMethod: 'DNS',
      DomainValidationOptions: [
        { DomainName: 'example.com', HostedZoneId: Match.anyValue() },
      ],
    });
    for (const type of ['KeySigningKey', 'DNSSEC']) {
      template.hasResource(`AWS::Route53::${type}`, {
        DeletionPolicy: 'RetainExceptOnCreate',
      });
    }
    for (const MetricName of [
      'DNSSECInternalFailure',
      'DNSSECKeySigningKeysNeedingAction',
    ]) {
      template.hasResourceProperties('AWS::CloudWatch::Alarm', {
        MetricName,
        Dimensions: [{ Name: 'HostedZoneId', Value: Match.anyValue() }],
        AlarmDescription: Match.stringLikeRegexp('zone-signing.md'),
      });
    }
    // A certificate would wait for a registrar that does not yet know the zone.
    synthesized(small()).resourceCountIs(
      'AWS::CertificateManager::Certificate',
      0,
    );
  });

  it('lets a pipeline push its own images from main and version tags, by token (FND-17)', () => {
    const template = synthesized(large());
    template.hasResourceProperties('AWS::IAM::Role', {
      Description: 'Publishes images of acme/modules',
      AssumeRolePolicyDocument: {
        Statement: [
          Match.objectLike({
            Action: 'sts:AssumeRoleWithWebIdentity',
            Principal: {
              Federated:
                'arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com',
            },
            Condition: {
              StringEquals: {
                'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
              },
              StringLike: {
                'token.actions.githubusercontent.com:sub': [
                  'repo:acme/modules:ref:refs/heads/main',
                  'repo:acme/modules:ref:refs/tags/v*',
                ],
              },
            },
          }),
        ],
      },
    });
    template.hasResourceProperties('AWS::IAM::ManagedPolicy', {
      Description: 'Publishes images of acme/modules',
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Sid: 'PushImages',
            Resource: {
              'Fn::GetAtt': [Match.stringLikeRegexp('modulesnetwork'), 'Arn'],
            },
          }),
        ]),
      },
    });
    template.resourceCountIs('AWS::IAM::OIDCProvider', 0);
  });

  it('gives groups of the identity provider permission sets with short sessions (FND-18)', () => {
    const template = synthesized(large());
    for (const [name, duration] of [
      ['platform-admin', 'PT1H'],
      ['developer', 'PT8H'],
      ['read-only', 'PT8H'],
      ['billing', 'PT4H'],
    ]) {
      template.hasResourceProperties('AWS::SSO::PermissionSet', {
        Name: name,
        SessionDuration: duration,
      });
    }
    template.resourcePropertiesCountIs(
      'AWS::SSO::Assignment',
      { PrincipalType: 'GROUP', TargetType: 'AWS_ACCOUNT' },
      4,
    );
    // Sessions of Identity Center never carry the key: a condition on it would lock everybody out.
    const sets = template.findResources('AWS::SSO::PermissionSet');
    expect(JSON.stringify(sets)).not.toContain('MultiFactorAuthPresent');
    synthesized(small()).resourceCountIs('AWS::SSO::PermissionSet', 0);
  });

  it('keeps images scanned, immutable, encrypted, and for the organization alone (FND-22)', () => {
    const template = synthesized(small());
    template.hasResource('AWS::ECR::Repository', {
      DeletionPolicy: 'RetainExceptOnCreate',
      Properties: {
        RepositoryName: 'platform/base',
        ImageTagMutability: 'IMMUTABLE',
        ImageScanningConfiguration: { ScanOnPush: true },
        EncryptionConfiguration: {
          EncryptionType: 'KMS',
          KmsKey: Match.anyValue(),
        },
        LifecyclePolicy: Match.anyValue(),
        RepositoryPolicyText: {
          Statement: [
            Match.objectLike({
              Principal: '*',
              Condition: {
                StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' },
              },
            }),
          ],
        },
      },
    });
    template.hasResourceProperties('AWS::ECR::RegistryScanningConfiguration', {
      ScanType: 'BASIC',
      Rules: [Match.objectLike({ ScanFrequency: 'SCAN_ON_PUSH' })],
    });
    synthesized(large()).hasResourceProperties(
      'AWS::ECR::RegistryScanningConfiguration',
      { ScanType: 'ENHANCED' },
    );
  });

  it('records, checks and watches its account, and where asked the organization (SAAS-9)', () => {
    const template = synthesized(small());
    template.hasResourceProperties('AWS::Config::ConfigurationRecorder', {
      RecordingGroup: { AllSupported: true, IncludeGlobalResourceTypes: true },
    });
    template.hasResourceProperties('AWS::Config::DeliveryChannel', {
      S3BucketName: Match.anyValue(),
      S3KmsKeyArn: Match.anyValue(),
    });
    template.hasResourceProperties('AWS::Config::ConfigRule', {
      Source: { Owner: 'AWS', SourceIdentifier: 'ROOT_ACCOUNT_MFA_ENABLED' },
    });
    template.resourceCountIs('AWS::GuardDuty::Detector', 1);
    template.hasResourceProperties('AWS::CloudTrail::Trail', {
      IsMultiRegionTrail: true,
      IsOrganizationTrail: Match.absent(),
    });
    const everywhere = synthesized(large());
    everywhere.hasResourceProperties('AWS::CloudTrail::Trail', {
      IsOrganizationTrail: true,
    });
    everywhere.hasResourceProperties('AWS::Config::OrganizationConfigRule', {
      OrganizationManagedRuleMetadata: Match.objectLike({
        RuleIdentifier: 'S3_BUCKET_PUBLIC_READ_PROHIBITED',
      }),
    });
    everywhere.resourceCountIs('AWS::Config::ConfigRule', 0);
    everywhere.hasResourceProperties('AWS::Config::ConfigurationAggregator', {
      OrganizationAggregationSource: { AllAwsRegions: true },
    });
  });

  it('gives an organization’s trail the number of the management account, whoever makes it', () => {
    const template = synthesized(
      small({
        managementAccount: '999988887777',
        organizationFeatures: ['trail'],
      }),
    );
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Sid: 'WriteTrail',
            Resource: [
              Match.objectLike({}),
              {
                'Fn::Join': ['', [Match.anyValue(), '/AWSLogs/o-a1b2c3d4e5/*']],
              },
            ],
            Condition: {
              StringEquals: {
                'aws:SourceArn':
                  'arn:aws:cloudtrail:us-east-1:999988887777:trail/sample-landing-zone',
              },
            },
          }),
        ]),
      },
    });
  });

  it('leaves out what an account has already', () => {
    const template = synthesized(small({ config: false, guardDuty: false }));
    template.resourceCountIs('AWS::Config::ConfigurationRecorder', 0);
    template.resourceCountIs('AWS::Config::ConfigRule', 0);
    template.resourceCountIs('AWS::GuardDuty::Detector', 0);
  });

  it('publishes what other accounts need', () => {
    const outputs = Object.keys(
      synthesizeUnit(large())[0].template.Outputs ?? {},
    );
    expect(outputs).toEqual(
      expect.arrayContaining([
        'CertificateArn',
        'HubVpcId',
        'ImageModulesNetworkUri',
        'NameServers',
        'PrivateZoneId',
        'PublicZoneId',
        'PublisherAcmeModulesRoleArn',
        'TransitGatewayId',
        'TransitGatewayShareArn',
      ]),
    );
  });

  it('tells names apart that read the same in an output', () => {
    const images = ['a/b-c', 'a/b.c'].map(name => ({
      name,
      publisher: 'acme/images',
    }));
    const outputs = Object.keys(
      synthesizeUnit(small({ images }))[0].template.Outputs ?? {},
    );
    expect(outputs.filter(name => name.startsWith('ImageABC'))).toHaveLength(2);
  });
});
