import { hostVcpus } from '@plinth/blueprints/schema';
import type { AwsContext } from '../AwsContext';
import type { LiveResource } from '../cloudformation';
import type { AwsCall } from '../service/AwsCall';
import type { Operation, Operations, Output } from '../service/AwsService';
import type { Input } from '../service/Input';

/** EC2's lists of what stacks made: networks, gateways, addresses, hosts. All of it on one page. */
export function describeNetworks({
  cloudFormation,
}: Pick<AwsContext, 'cloudFormation'>): Operations {
  const list =
    (
      type: string,
      set: string,
      view: (live: LiveResource, call: AwsCall) => Output,
      filters: Readonly<Record<string, (item: Output) => unknown>> = {},
    ): Operation =>
    (call, input) => {
      const { account, region } = call;
      const wanted = filtersOf(input, Object.keys(filters));
      const items = cloudFormation
        .resources({ account, region, type })
        .map(live => view(live, call))
        .filter(item =>
          wanted.every(({ name, values }) =>
            values.includes(String(filters[name](item))),
          ),
        );
      return { [set]: { item: items } };
    };
  return {
    DescribeVpcs: list('AWS::EC2::VPC', 'vpcSet', (live, { account }) => ({
      vpcId: live.physicalId,
      ownerId: account,
      state: 'available',
      cidrBlock: live.properties.CidrBlock,
      isDefault: false,
    })),
    DescribeSubnets: list('AWS::EC2::Subnet', 'subnetSet', live => ({
      subnetId: live.physicalId,
      vpcId: live.properties.VpcId,
      state: 'available',
      cidrBlock: live.properties.CidrBlock,
      availabilityZone: live.properties.AvailabilityZone,
    })),
    DescribeInternetGateways: list(
      'AWS::EC2::InternetGateway',
      'internetGatewaySet',
      (live, { account }) => ({
        internetGatewayId: live.physicalId,
        ownerId: account,
      }),
    ),
    DescribeAddresses: list('AWS::EC2::EIP', 'addressesSet', live => ({
      publicIp: live.physicalId,
      allocationId: live.attributes.AllocationId,
      domain: 'vpc',
      publicIpv4Pool: 'amazon',
    })),
    DescribeNatGateways: list(
      'AWS::EC2::NatGateway',
      'natGatewaySet',
      live => ({
        natGatewayId: live.physicalId,
        subnetId: live.properties.SubnetId,
        state: 'available',
      }),
      { state: ({ state }) => state },
    ),
    DescribeTransitGateways: list(
      'AWS::EC2::TransitGateway',
      'transitGatewaySet',
      (live, { account }) => ({
        transitGatewayId: live.physicalId,
        ownerId: account,
        state: 'available',
      }),
      {
        'owner-id': ({ ownerId }) => ownerId,
        state: ({ state }) => state,
      },
    ),
    DescribeInstances: (call, input) => {
      const { account, region } = call;
      const wanted = filtersOf(input, ['instance-state-name']);
      const runs = wanted.every(({ values }) => values.includes('running'));
      return {
        reservationSet: {
          item: (runs
            ? cloudFormation.resources({
                account,
                region,
                type: 'AWS::EC2::Instance',
              })
            : []
          ).map(instanceView),
        },
      };
    },
  };
}

function instanceView({ physicalId, properties }: LiveResource): Output {
  return {
    reservationId: physicalId.replace(/^i-/, 'r-'),
    instancesSet: {
      item: [
        {
          instanceId: physicalId,
          instanceType: properties.InstanceType,
          instanceState: { code: 16, name: 'running' },
          cpuOptions: {
            coreCount: hostVcpus(properties.InstanceType) ?? 0,
            threadsPerCore: 1,
          },
        },
      ],
    },
  };
}

function filtersOf(
  input: Input,
  known: readonly string[],
): { name: string; values: string[] }[] {
  return input.inputs('Filter').map(each => {
    const name = each.text('Name');
    if (!known.includes(name)) {
      throw input.error(`The sandbox does not implement the filter ${name}`);
    }
    return { name, values: each.texts('Value') };
  });
}
