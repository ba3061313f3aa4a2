import { SecurityGroup, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import type { Stack } from 'aws-cdk-lib/core';
import { DATA_SUBNETS } from '../constructs/network/ThreeTierNetwork';

/** The least network that a data store asks for, isolated subnets in two zones, and a group that may become its client. */
export function exampleVpc(stack: Stack) {
  const vpc = new Vpc(stack, 'Vpc', {
    availabilityZones: ['us-east-1a', 'us-east-1b'],
    subnetConfiguration: [
      { name: DATA_SUBNETS, subnetType: SubnetType.PRIVATE_ISOLATED },
    ],
  });
  return { vpc, client: new SecurityGroup(stack, 'Client', { vpc }) };
}
