import { checkClass, checkTtl } from '../../parts';
import type { OpenNetwork } from '../../blueprint';
import type { Issue } from '../../issue';
import { arnIn } from '../../partitions';
import type { UnitEnvelope } from '../../unit';
import type { SingleHostParameters } from './singleHostParameters';

/** Rules between the parameters of a single host, its stage and its region. */
export function checkSingleHost(
  unit: UnitEnvelope,
  parameters: OpenNetwork<SingleHostParameters>,
): Issue[] {
  const issues = [
    ...checkClass(unit.region, 'instanceClass', parameters.instanceClass),
    ...checkClass(unit.region, 'databaseClass', parameters.databaseClass),
    ...checkTtl(unit, parameters.ttlHours),
  ];
  const { certificateArn, hostedZoneId, imageRelease } = parameters;
  if (!certificateArn && !hostedZoneId) {
    issues.push({
      parameter: 'parameters.certificateArn',
      message:
        'is required when there is no hostedZoneId that could validate a new certificate',
    });
  }
  if (
    certificateArn &&
    !certificateArn.startsWith(
      arnIn(unit.region, {
        service: 'acm',
        region: unit.region,
        resource: '',
      }).slice(0, -1),
    )
  ) {
    issues.push({
      parameter: 'parameters.certificateArn',
      message: `must be of the unit's region ${unit.region}; a load balancer takes no other`,
    });
  }
  if (unit.stage === 'production' && imageRelease === 'current') {
    issues.push({
      parameter: 'parameters.imageRelease',
      message:
        'must be a date at stage production: a new image would replace the host at any deployment',
    });
  }
  return issues;
}
