import type { ReadinessNeed } from '../../readinessNeed';

/** What every landing zone has, and what it may have: FND-2 to FND-22, and the account's record of SAAS-9. */
export const landingZoneReadiness: readonly ReadinessNeed[] = [
  {
    requirement: 'FND-2',
    title: 'Guardrails of the organization',
    elsewhere: {
      'AWS::Organizations::Policy': {
        what: 'service control policies',
        note: 'Service control policies: none is attached to anything (parameter guardrailTargets is empty).',
      },
      'AWS::Organizations::OrganizationalUnit': {
        what: 'organizational units',
        note: 'Organizational units: this unit makes none.',
      },
      'AWS::Organizations::Account': {
        what: 'accounts',
        note: 'Accounts: this unit makes none (parameter accounts is empty), so they are made elsewhere; that is not checked here.',
      },
    },
  },
  // The unit of the management account has no hub.
  {
    requirement: 'FND-6',
    title: 'Hub: transit gateway with its route tables',
    elsewhere: {
      'AWS::EC2::TransitGateway': {
        what: 'transit gateway',
        note: 'This unit makes no hub (parameter hub is off), so another one has it; that is not checked here.',
      },
      'AWS::EC2::TransitGatewayAttachment': { what: 'attachment of the hub' },
      'AWS::EC2::TransitGatewayRouteTable': {
        what: 'route tables of the gateway',
      },
      'AWS::RAM::ResourceShare': {
        what: 'share of the transit gateway',
        note: 'The transit gateway is shared with no other account.',
      },
    },
  },
  {
    requirement: 'FND-7',
    title: 'Hub network with its subnets and flow logs',
    elsewhere: {
      'AWS::EC2::VPC': { what: 'network', note: 'This unit has no network.' },
      'AWS::EC2::Subnet': { what: 'subnets' },
      'AWS::EC2::NetworkAcl': { what: 'network ACLs' },
      'AWS::EC2::FlowLog': { what: 'flow logs' },
    },
  },
  {
    requirement: 'FND-8',
    title: 'Endpoints of AWS services',
    elsewhere: {
      'AWS::EC2::VPCEndpoint': {
        what: 'endpoints',
        note: 'This unit makes no endpoint.',
      },
      'AWS::EC2::VPNConnection': {
        what: 'site-to-site VPN',
        note: 'This unit makes no VPN.',
      },
    },
  },
  {
    requirement: 'FND-9',
    title: 'Zones and certificate',
    elsewhere: {
      'AWS::Route53::HostedZone': {
        what: 'zones',
        note: 'This unit makes no zone.',
      },
      'AWS::CertificateManager::Certificate': {
        what: 'certificate',
        note: 'This unit makes no certificate.',
      },
    },
  },
  {
    requirement: 'FND-14',
    title: 'Alarms that reach somebody',
    resources: {
      'AWS::CloudWatch::Alarm': [2, 'alarms'],
      'AWS::SNS::Topic': [2, 'topics of alerts'],
      'AWS::SNS::TopicPolicy': [2, 'policies of the alert topics'],
    },
    outputs: ['CriticalTopicArn', 'WarningTopicArn'],
  },
  {
    requirement: 'FND-18',
    title: 'Workforce access',
    elsewhere: {
      'AWS::SSO::PermissionSet': {
        what: 'permission sets',
        note: 'Workforce access: this unit makes no permission set (parameter identityCenterArn is empty), so it is kept elsewhere; that is not checked here.',
      },
      'AWS::SSO::Assignment': {
        what: 'assignments',
        note: 'No group is assigned to an account here.',
      },
    },
  },
  {
    requirement: 'FND-22',
    title: 'Image repositories, scanned',
    resources: {
      'AWS::ECR::RegistryScanningConfiguration': [
        1,
        'scanning of the registry',
      ],
    },
    elsewhere: {
      'AWS::ECR::Repository': {
        what: 'repositories',
        note: 'This unit makes no image repository.',
      },
    },
  },
  {
    requirement: 'SAAS-9',
    title: 'Audit trail, record of settings and threat detection',
    resources: {
      'AWS::CloudTrail::Trail': [1, 'audit trail'],
      'AWS::KMS::Key': [1, 'keys'],
    },
    elsewhere: {
      'AWS::Config::ConfigurationRecorder': {
        what: 'recorder of settings',
        note: 'AWS Config: this unit makes no recorder (parameter config is off), so the account has to have one; that is not checked here.',
      },
      'AWS::Config::DeliveryChannel': {
        what: 'delivery of the record',
        note: 'The record of settings is not delivered by this unit.',
      },
      'AWS::GuardDuty::Detector': {
        what: 'GuardDuty detector',
        note: 'GuardDuty: this unit makes no detector (parameter guardDuty is off), so the organization has to have one in this region; that is not checked here.',
      },
    },
    outputs: ['TrailArn', 'KeyArn'],
  },
  {
    requirement: 'FND-20',
    title: 'Deployed by the pipeline from a commit',
    deployedFromCommit: true,
  },
];
