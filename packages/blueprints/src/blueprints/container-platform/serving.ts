import { ArnFormat, type Stack } from 'aws-cdk-lib/core';
import type { BlueprintStack } from '../../base/BlueprintStack';
import type { Grant } from '../../constructs/role/LeastPrivilegeRole';
import {
  type ContainerPlatformParameters,
  type Side,
  tellServing,
  type Unit,
} from '../../schema';
import { platformNames } from './platformNames';

/** The ID of a construct that a region gets anew when it begins to follow the other one; the first has none of the number. */
export function ofGeneration(id: string, generation: number): string {
  return generation > 0 ? `${id}${generation}` : id;
}

/** ARN of the PostgreSQL of a region, by generation. */
export function databaseArn(
  stack: Stack,
  unit: Unit,
  { drRegion }: Pick<ContainerPlatformParameters, 'drRegion'>,
  side: Side,
  generation: number,
): string {
  return stack.formatArn({
    service: 'rds',
    region: side === 'primary' ? unit.region : drRegion,
    resource: 'db',
    resourceName: platformNames(unit, drRegion).database(side, generation),
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}

/**
 * States which region serves in the metadata of a stack's template: plans compare it with what they would deploy, and the portal
 * shows it.
 */
export function stateServing(
  stack: BlueprintStack<ContainerPlatformParameters>,
  parameters: ContainerPlatformParameters,
): void {
  const { serving, standby, standbyGeneration, servingReason } = parameters;
  stack.addMetadata('Plinth::Serving', {
    serving,
    standby,
    standbyGeneration,
    ...(servingReason && { reason: servingReason }),
  });
  stack.publish(
    'Serving',
    tellServing(parameters),
    'Which region people are served from, and what the other one is for',
  );
}

/** Reads DocumentDB's password where the service manages it. */
export function managedPasswordGrant(stack: Stack, clusterArn: string): Grant {
  return {
    sid: 'DocumentPassword',
    actions: ['secretsmanager:GetSecretValue'],
    resources: [
      `arn:${stack.partition}:secretsmanager:${stack.region}:${stack.account}:secret:rds!cluster-*`,
    ],
    conditions: {
      StringEquals: {
        'secretsmanager:ResourceTag/aws:rds:primaryDBClusterArn': clusterArn,
      },
    },
    wildcard:
      'The service names the secret itself; the condition names the one cluster that it belongs to.',
  };
}

/** Reads DocumentDB's password in this region where it is kept in both. */
export function replicatedPasswordGrant(stack: Stack, name: string): Grant {
  return {
    sid: 'DocumentPassword',
    actions: ['secretsmanager:GetSecretValue'],
    resources: [
      `${stack.formatArn({ service: 'secretsmanager', resource: 'secret', resourceName: name, arnFormat: ArnFormat.COLON_RESOURCE_NAME })}-??????`,
    ],
    wildcard:
      'Secrets Manager ends each ARN with six characters of its own; the name is that of one secret.',
  };
}
