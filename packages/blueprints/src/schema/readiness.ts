/** What is known of a deployed stack. */
export interface DeployedStack {
  /** Resources with their type and CloudFormation status, such as `CREATE_COMPLETE`. */
  readonly resources: ReadonlyArray<{
    readonly type: string;
    readonly status: string;
  }>;
  /** Names of outputs that have a value. */
  readonly outputs: readonly string[];
}

/** One line of the checklist, and whether it is fulfilled. */
export interface ReadinessItem {
  /** Such as `PHS-2`. */
  readonly requirement: string;
  readonly title: string;
  readonly met: boolean;
  /** What is missing or not complete; empty when met. */
  readonly missing: readonly string[];
}

interface Need {
  readonly requirement: string;
  readonly title: string;
  /** How many resources of each type must be complete. */
  readonly types?: Readonly<Record<string, number>>;
  readonly outputs?: readonly string[];
}

/** The end state of the platform baseline, in which the Admin Host App can start (PHS-13). */
const PLATFORM: readonly Need[] = [
  {
    requirement: 'PHS-1',
    title: 'Network with subnets, routes and security groups',
    types: {
      'AWS::EC2::VPC': 1,
      'AWS::EC2::Subnet': 6,
      'AWS::EC2::SecurityGroup': 2,
    },
    outputs: ['VpcId', 'PrivateSubnetIds', 'WorkloadSecurityGroupId'],
  },
  {
    requirement: 'PHS-2',
    title: 'Databases contracts, lineage and audit',
    types: { 'AWS::RDS::DBInstance': 3 },
    outputs: ['ContractsEndpoint', 'LineageEndpoint', 'AuditEndpoint'],
  },
  {
    requirement: 'PHS-3',
    title: 'Keys and rotated secrets',
    types: { 'AWS::KMS::Key': 1 },
    outputs: [
      'KeyArn',
      'ContractsSecretArn',
      'LineageSecretArn',
      'AuditSecretArn',
    ],
  },
  {
    requirement: 'PHS-4',
    title: 'Logs, alarms, dashboard and tracing',
    types: {
      'AWS::Logs::LogGroup': 1,
      'AWS::CloudWatch::Alarm': 1,
      'AWS::CloudWatch::Dashboard': 1,
      'AWS::XRay::Group': 1,
    },
  },
  {
    requirement: 'PHS-5',
    title: 'Hooks for the pipeline of the host application',
    types: { 'AWS::ECR::Repository': 1 },
    outputs: ['HostDeployRoleArn', 'ImageRepositoryUri', 'ArtifactBucketName'],
  },
  {
    requirement: 'PHS-6',
    title: 'Audit trail',
    types: { 'AWS::CloudTrail::Trail': 1 },
    outputs: ['TrailArn'],
  },
  {
    requirement: 'PHS-7',
    title: 'Outbound traffic by allow list',
    types: { 'AWS::NetworkFirewall::Firewall': 1 },
    outputs: ['EgressFirewallArn'],
  },
];

const CHECKLISTS: Readonly<Record<string, readonly Need[]>> = {
  'platform-services': PLATFORM,
};

/** The checklist of a blueprint against a deployed stack; `undefined` for a blueprint without one. */
export function assessReadiness(
  blueprint: string,
  stack: DeployedStack,
): ReadinessItem[] | undefined {
  return CHECKLISTS[blueprint]?.map(
    ({ requirement, title, types, outputs }) => {
      const missing = [
        ...Object.entries(types ?? {}).flatMap(([type, least]) => {
          const complete = stack.resources.filter(
            resource =>
              resource.type === type &&
              /^(CREATE|UPDATE|IMPORT|UPDATE_ROLLBACK)_COMPLETE$/.test(
                resource.status,
              ),
          ).length;
          return complete < least
            ? [`${type}: ${complete} of ${least} complete`]
            : [];
        }),
        ...(outputs ?? [])
          .filter(name => !stack.outputs.includes(name))
          .map(name => `output ${name}`),
      ];
      return { requirement, title, met: missing.length === 0, missing };
    },
  );
}
