import type { AwsContext } from '../AwsContext';
import { availabilityZones } from '../resources/availabilityZones';
import { describeNetworks } from './describeNetworks';
import { ec2Protocol } from '../protocols/ec2Protocol';
import { AwsError } from '../protocols/AwsError';
import type { AwsService } from '../service/AwsService';

/** EC2: a region's availability zones, as the CDK's context lookups ask, and what stacks made of networks and hosts. */
export function ec2Service(
  context: Pick<AwsContext, 'cloudFormation'>,
): AwsService {
  return {
    signingName: 'ec2',
    protocol: ec2Protocol,
    invalidParameter: 'InvalidParameterValue',
    operations: {
      ...describeNetworks(context),
      DescribeAvailabilityZones: ({ region }, input) => {
        if (input.flag('DryRun')) {
          throw new AwsError(
            'DryRunOperation',
            'Request would have succeeded, but DryRun flag is set.',
            412,
          );
        }
        // The zones of a region are all open to every account.
        input.flag('AllAvailabilityZones');
        return {
          availabilityZoneInfo: {
            item: availabilityZones(region).map((zoneName, index) => ({
              zoneName,
              zoneState: 'available',
              zoneId: `${zoneIdPrefix(region)}-az${index + 1}`,
              zoneType: 'availability-zone',
              regionName: region,
              optInStatus: 'opt-in-not-required',
            })),
          },
        };
      },
    },
  };
}

// us-east-1 is `use1` in zone ids, eu-central-1 `euc1`, ap-southeast-2 `apse2`.
function zoneIdPrefix(region: string): string {
  const [area, direction, number] = region.split('-');
  const short = direction.replace(
    /^(north|south|east|west|central)(east|west)?$/,
    (_, first: string, second?: string) => first[0] + (second?.[0] ?? ''),
  );
  return `${area}${short}${number}`;
}
