import { CfnRecordSet } from 'aws-cdk-lib/aws-route53';
import type { Construct } from 'constructs';
import { BlueprintStack, type UnitStackProps } from '../../base/BlueprintStack';
import { parametersIn } from '../../base/blueprintsOf';
import {
  type ContainerPlatformParameters,
  otherSide,
  type Standby,
} from '../../schema';
import { platformNames } from './platformNames';
import { publishRecovery } from './publishRecovery';
import { stateServing } from './serving';

/** What the other region does, as the end of a sentence. */
const STANDBY: Readonly<Record<Standby, string>> = {
  follows: 'follows',
  fenced: 'is fenced',
  lost: 'is lost',
};

/**
 * Leads people to the region that serves, after its data: the last stack of a failover.
 *
 * It stands in the region of recovery, since it has to be deployed while the primary one is lost, and by itself, since what fails here
 * must not take back a promotion. Nothing moves people but a change of it: no alarm, and no metric that is missing.
 */
export class ContainerTraffic extends BlueprintStack<ContainerPlatformParameters> {
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
      stackName: names.trafficStack,
      env: { account: unit.account, region },
      description: `environment ${unit.name}: the region that serves`,
    });
    const { parameters } = this;
    new CfnRecordSet(this, 'Origin', {
      hostedZoneId: parameters.hostedZoneId,
      name: names.origin(parameters.domainName),
      type: 'A',
      aliasTarget: {
        dnsName: names.originOf(parameters.serving, parameters.domainName),
        hostedZoneId: parameters.hostedZoneId,
        evaluateTargetHealth: false,
      },
    });
    stateServing(this, parameters);
    const regions = { primary: unit.region, recovery: region };
    const { serving, standby } = parameters;
    publishRecovery(this, {
      name: 'service',
      event: 'region',
      rpoMinutes: 0,
      rtoMinutes: 5,
      basis: `people are served from ${regions[serving]}, and ${regions[otherSide(serving)]} ${STANDBY[standby]}; a reviewed failover leads them over after the data`,
    });
  }
}
