import type { Unit } from '@plinth/blueprints/schema';
import type { StackLocation, StackProvenance } from '../aws/DeployedStack';

/** An account and region. */
export type Place = Pick<StackLocation, 'account' | 'region'>;

/** A stack as it was found where a unit's stacks may be, with what says whose it is. */
export interface FoundStack extends StackLocation {
  readonly stackId: string;
  readonly status: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly provenance?: StackProvenance;
  readonly terminationProtection: boolean;
  readonly createdAt: Date;
  /** Part of another stack, with which it goes. */
  readonly nested: boolean;
  /**
   * The unit that its tag names, as the commit of its provenance has it, if that commit is part of the protected branch:
   * what was approved when the stack was deployed.
   */
  readonly approved?: Unit;
}

/** Whether CloudFormation works on the stack. */
export function isMoving({ status }: Pick<FoundStack, 'status'>): boolean {
  return status.endsWith('_IN_PROGRESS');
}

/** `claims-1 (111122223333 us-east-1)`. */
export function nameOf({ stackName, account, region }: StackLocation): string {
  return `${stackName} (${account} ${region})`;
}

/** Where to ask for this very stack, also when it is gone: another one of its name is not meant. */
export function byId({
  account,
  region,
  stackId,
}: Place & { readonly stackId: string }): StackLocation {
  return { account, region, stackName: stackId };
}

/** Two places or stacks compare equal by this text. */
export function placeKey({ account, region }: Place): string {
  return `${account}/${region}`;
}
