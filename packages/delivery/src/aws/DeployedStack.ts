import type { Stack, StackResourceDrift } from '@aws-sdk/client-cloudformation';
import type { Unit } from '@plinth/blueprints/schema';
import type { Template } from '../synth/Assembly';

/** Who deployed a stack last: the value of its `PlinthProvenance` parameter. */
export interface StackProvenance {
  readonly commit: string;
  readonly pullRequest: number;
  readonly run: string;
  readonly planHash: string;
  /** The number of the repository whose run it was. */
  readonly repository?: string;
}

/** A stack as CloudFormation has it. */
export interface DeployedStack {
  readonly stackId: string;
  readonly status: string;
  readonly statusReason?: string;
  readonly template: Template;
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly terminationProtection: boolean;
  /** Undefined when it was not deployed by a run, or says nothing readable. */
  readonly provenance?: StackProvenance;
  readonly createdAt?: Date;
  readonly updatedAt?: Date;
}

/** Where a stack is. */
export interface StackLocation {
  readonly account: string;
  readonly region: string;
  readonly stackName: string;
}

/** Two stacks are the same one if these are equal. */
export function stackKey({
  account,
  region,
  stackName,
}: StackLocation): string {
  return `${account}/${region}/${stackName}`;
}

/** Where the stack is that a unit is named after; it may have others besides. */
export function mainStackOf({
  name,
  account,
  region,
}: Pick<Unit, 'name' | 'account' | 'region'>): StackLocation {
  return { stackName: name, account, region };
}

/** Reads what is deployed. */
export interface StackReader {
  /**
   * The stack, or undefined when there is none (or only the remains of a failed creation, which deploy replaces).
   * Throws when it cannot be told.
   */
  read(location: StackLocation): Promise<DeployedStack | undefined>;
  /** What CloudFormation finds now, resource by resource, when it compares the stack with what is there; takes a while. */
  drift(location: StackLocation): Promise<StackResourceDrift[]>;
  /** Every stack of an account and region that is not deleted, nested ones too. */
  list(place: Pick<StackLocation, 'account' | 'region'>): Promise<Stack[]>;
}

/** Reads the value of a `PlinthProvenance` parameter; undefined for `none` and anything unreadable. */
export function parseProvenance(
  text: string | undefined,
): StackProvenance | undefined {
  if (!text?.startsWith('{')) {
    return undefined;
  }
  try {
    const json = JSON.parse(text) as Partial<StackProvenance>;
    return typeof json.commit === 'string'
      ? (json as StackProvenance)
      : undefined;
  } catch {
    return undefined;
  }
}
