import type {
  Stack,
  StackResourceDrift,
  StackStatus,
} from '@aws-sdk/client-cloudformation';
import {
  stackKey,
  type DeployedStack,
  type StackLocation,
  type StackReader,
} from '../aws/DeployedStack';

/** Stacks in memory, for tests that are not about CloudFormation. */
export class FakeStacks implements StackReader {
  readonly #stacks = new Map<string, DeployedStack>();
  readonly reads: string[] = [];
  /** What drifted, by `account/region/stack`; nothing can be compared in others. */
  readonly drifts = new Map<string, StackResourceDrift[]>();
  /** When set, reading fails with this message. */
  failure: string | undefined;

  set(
    location: StackLocation,
    stack: Partial<DeployedStack> & Pick<DeployedStack, 'template'>,
  ): void {
    this.#stacks.set(stackKey(location), {
      stackId: `arn:aws:cloudformation:${location.region}:${location.account}:stack/${location.stackName}/1`,
      status: 'CREATE_COMPLETE',
      parameters: {},
      tags: {},
      terminationProtection: false,
      ...stack,
    });
  }

  async read(location: StackLocation): Promise<DeployedStack | undefined> {
    this.reads.push(stackKey(location));
    if (this.failure) {
      throw new Error(this.failure);
    }
    return this.#stacks.get(stackKey(location));
  }

  async drift(location: StackLocation): Promise<StackResourceDrift[]> {
    return this.drifts.get(stackKey(location)) ?? [];
  }

  async list({
    account,
    region,
  }: Pick<StackLocation, 'account' | 'region'>): Promise<Stack[]> {
    if (this.failure) {
      throw new Error(this.failure);
    }
    return [...this.#stacks].flatMap(([key, stack]) => {
      const [ownAccount, ownRegion, StackName] = key.split('/');
      return ownAccount === account && ownRegion === region
        ? [
            {
              StackName,
              StackId: stack.stackId,
              StackStatus: stack.status as StackStatus,
              CreationTime: stack.createdAt ?? new Date(0),
              EnableTerminationProtection: stack.terminationProtection,
              Tags: Object.entries(stack.tags).map(([Key, Value]) => ({
                Key,
                Value,
              })),
              Parameters: Object.entries(stack.parameters).map(
                ([ParameterKey, ParameterValue]) => ({
                  ParameterKey,
                  ParameterValue,
                }),
              ),
            },
          ]
        : [];
    });
  }
}
