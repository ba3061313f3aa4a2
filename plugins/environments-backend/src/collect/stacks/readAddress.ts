import {
  DescribeStacksCommand,
  type CloudFormationClient,
} from '@aws-sdk/client-cloudformation';

/** Outputs that tell where a unit is reached, the better one first. */
const ADDRESSES = ['ServiceUrl', 'LoadBalancerDnsName'];

/**
 * Where the unit of a stack is reached, by its outputs; undefined for one that does not tell. The store keeps no values of outputs, so
 * this asks AWS.
 */
export async function readAddress(
  client: CloudFormationClient,
  stackId: string,
): Promise<string | undefined> {
  const { Stacks: [stack] = [] } = await client.send(
    new DescribeStacksCommand({ StackName: stackId }),
  );
  const outputs = new Map(
    stack?.Outputs?.map(({ OutputKey, OutputValue }) => [
      OutputKey,
      OutputValue,
    ]),
  );
  const value = ADDRESSES.map(name => outputs.get(name)).find(Boolean);
  const url = value?.includes('://') ? value : value && `https://${value}`;
  const parsed = url ? URL.parse(url) : null;
  return parsed && /^https?:$/.test(parsed.protocol) ? parsed.href : undefined;
}
