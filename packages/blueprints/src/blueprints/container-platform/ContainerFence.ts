import {
  Effect,
  ManagedPolicy,
  PolicyStatement,
  Role,
} from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { BlueprintStack, type UnitStackProps } from '../../base/BlueprintStack';
import { parametersIn } from '../../base/blueprintsOf';
import type { Grant } from '../../constructs/role/LeastPrivilegeRole';
import {
  type ContainerPlatformParameters,
  partitionOf,
  roleOf,
} from '../../schema';
import { isFenced } from './PlatformRegion';
import { platformNames } from './platformNames';
import { stateServing } from './serving';

/**
 * Where IAM is changed, by partition; roles are then read in every region, also while this one is out of reach.
 *
 * Source: "AWS Fault Isolation Boundaries", AWS whitepaper, its appendix on global services.
 */
const IAM_REGIONS: Readonly<Record<string, string>> = {
  aws: 'us-east-1',
  'aws-cn': 'cn-north-1',
  'aws-us-gov': 'us-gov-west-1',
};

/** Whether IAM is changed in the region, so that a fence in IAM cannot be asked for while it is lost. */
export function holdsIam(region: string): boolean {
  return IAM_REGIONS[partitionOf(region).name] === region;
}

/** What tasks of a fenced region are denied: to sign in to data, to read a password for it, and to write objects. */
export function fence(): Grant {
  return {
    sid: 'Fenced',
    deny: true,
    actions: [
      'rds-db:connect',
      'secretsmanager:GetSecretValue',
      'elasticache:Connect',
      's3:PutObject',
      's3:DeleteObject',
    ],
    resources: ['*'],
  };
}

/**
 * The fence of the primary region, in the region of recovery: it denies the tasks there, in IAM, whatever they could write.
 *
 * Where the primary is lost, its own stack cannot be deployed, and comes back as it was, tasks and all. This is what stands between
 * them and their database then. It holds for who signs in; connections that stand it does not end.
 */
export class ContainerFence extends BlueprintStack<ContainerPlatformParameters> {
  constructor(
    scope: Construct,
    id: string,
    props: Pick<UnitStackProps, 'unit' | 'runbooksUrl'>,
  ) {
    const { unit } = props;
    const region = String(parametersIn(scope, unit).drRegion);
    const names = platformNames(unit, region);
    super(scope, id, {
      ...props,
      stackName: names.fenceStack,
      env: { account: unit.account, region },
      description: `environment ${unit.name}: fence of ${unit.region}`,
    });
    const { parameters } = this;
    new ManagedPolicy(this, 'Fence', {
      description: `Fences the tasks of ${unit.name} in ${unit.region}`,
      // The role is there since long before anything is fenced, and not yet when this is deployed for the first time.
      roles: isFenced(roleOf('primary', parameters))
        ? [Role.fromRoleName(this, 'TaskRole', names.taskRole)]
        : [],
      statements: [
        new PolicyStatement({
          sid: fence().sid,
          effect: Effect.DENY,
          actions: [...fence().actions],
          resources: [...fence().resources],
        }),
      ],
    });
    stateServing(this, parameters);
  }
}
