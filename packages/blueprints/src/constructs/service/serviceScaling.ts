import {
  CfnScalableTarget,
  CfnScalingPolicy,
} from 'aws-cdk-lib/aws-applicationautoscaling';
import type { CfnService } from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';
import type { BlueGreenServiceProps } from './BlueGreenService';

/**
 * Keeps the copies of a service between its fewest and most, by the processor and the memory that they use.
 *
 * Throws a RangeError when the fewest are more than the most.
 */
export function scaleByLoad(
  scope: Construct,
  service: CfnService,
  props: BlueGreenServiceProps,
): void {
  const [minCapacity, maxCapacity] = props.stopped
    ? [0, 0]
    : (props.copies ?? props.policy.serviceCopies);
  if (minCapacity > maxCapacity) {
    throw new RangeError(
      `copies: ${props.name} asks for at least ${minCapacity} and at most ${maxCapacity}`,
    );
  }
  const target = new CfnScalableTarget(scope, 'Copies', {
    serviceNamespace: 'ecs',
    scalableDimension: 'ecs:service:DesiredCount',
    resourceId: `service/${props.cluster.cluster.ref}/${service.attrName}`,
    minCapacity,
    maxCapacity,
  });
  for (const [id, metric, targetValue] of [
    ['ByCpu', 'ECSServiceAverageCPUUtilization', 60],
    ['ByMemory', 'ECSServiceAverageMemoryUtilization', 75],
  ] as const) {
    new CfnScalingPolicy(scope, id, {
      policyName: `${props.name}-${id}`,
      policyType: 'TargetTrackingScaling',
      scalingTargetId: target.ref,
      targetTrackingScalingPolicyConfiguration: {
        targetValue,
        scaleInCooldown: 300,
        scaleOutCooldown: 60,
        predefinedMetricSpecification: { predefinedMetricType: metric },
      },
    });
  }
}
