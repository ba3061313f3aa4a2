import {
  ThreeTierNetwork,
  type ThreeTierNetworkProps,
} from '../constructs/network/ThreeTierNetwork';
import type { exampleParts } from './exampleParts';

/** The network of the examples: 10.20.0.0/16 over two zones with one NAT gateway, unless told otherwise. */
export function exampleNetwork(
  { stack, policy, key }: ReturnType<typeof exampleParts>,
  overrides: Partial<ThreeTierNetworkProps> = {},
): ThreeTierNetwork {
  return new ThreeTierNetwork(stack, 'Network', {
    policy,
    key,
    cidr: '10.20.0.0/16',
    availabilityZones: 2,
    natGateways: 'single',
    flowLogGroupName: '/plinth/example/flow-logs',
    ...overrides,
  });
}
