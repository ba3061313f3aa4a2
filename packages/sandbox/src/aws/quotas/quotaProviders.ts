import type { LiveResource } from '../cloudformation';
import type { Place } from '../resources/Place';
import {
  ResourceError,
  type ProviderRequest,
  type ResourceProviders,
} from '../resources/ResourceProvider';
import type { QuotaStore } from './QuotaStore';

/** The resources of a type that exist in a place. */
type Existing = (where: Place & { type: string }) => readonly LiveResource[];

const REGIONAL = [
  ['AWS::EC2::VPC', 'L-F678F1CE', 'VPCs'],
  ['AWS::EC2::InternetGateway', 'L-A4707A72', 'internet gateways'],
  ['AWS::EC2::EIP', 'L-0263D0A3', 'addresses'],
  ['AWS::EC2::TransitGateway', 'L-A2478D36', 'transit gateways'],
] as const;

/** What EC2 refuses of networks: one more than the account may have. */
export function quotaProviders(
  existing: Existing,
  quotas: QuotaStore,
): ResourceProviders {
  const zoneOf = (place: Place, subnet: unknown) =>
    existing({ ...place, type: 'AWS::EC2::Subnet' }).find(
      ({ physicalId }) => physicalId === subnet,
    )?.properties.AvailabilityZone;
  const natGateway = (request: ProviderRequest): void => {
    const place = placeOf(request);
    const zone = zoneOf(place, request.properties.SubnetId);
    const inZone = existing({ ...place, type: request.type }).filter(
      ({ properties }) => zoneOf(place, properties.SubnetId) === zone,
    );
    const limit = quotas.find(place, 'L-FE5A380F');
    if (inZone.length >= limit) {
      throw refusal(
        `Performing this operation would exceed the limit of ${limit} NAT gateways`,
      );
    }
  };
  return {
    ...Object.fromEntries(
      REGIONAL.map(([type, code, what]) => [
        type,
        {
          create: (request: ProviderRequest): void => {
            const place = placeOf(request);
            if (
              existing({ ...place, type }).length >= quotas.find(place, code)
            ) {
              throw refusal(`The maximum number of ${what} has been reached.`);
            }
          },
        },
      ]),
    ),
    'AWS::EC2::NatGateway': { create: natGateway },
  };
}

function placeOf({ account, region }: ProviderRequest): Place {
  return { account, region };
}

function refusal(message: string): ResourceError {
  return new ResourceError(
    `${message} (Service: Ec2, Status Code: 400)`,
    'ServiceLimitExceeded',
  );
}
