import type { StackIdentity } from '@plinth/plugin-environments-common';
import type { AccountPlace } from './sources';

/** A difference between template and resource. */
export interface PropertyDifference {
  path: string;
  type: 'ADD' | 'REMOVE' | 'NOT_EQUAL';
  expected?: string;
  actual?: string;
}

/** Drift of one resource. */
export type ResourceDriftStatus =
  'IN_SYNC' | 'MODIFIED' | 'DELETED' | 'NOT_CHECKED';

/** One resource as the store knows it. */
export interface StoredResource {
  logicalId: string;
  physicalId?: string;
  resourceType: string;
  status: string;
  reason?: string;
  updatedAt?: string;
  drift?: ResourceDriftStatus;
  differences?: PropertyDifference[];
}

/** A physical resource with the stack that owns it. */
export interface OwnedResource {
  physicalId: string;
  logicalId: string;
  resourceType: string;
  stack: StackIdentity;
}

/** The resources of stacks, as CloudFormation last listed them. */
export interface ResourceStore {
  /** Replaces the resources of a stack, keeping the drift of those that stay. */
  replaceResources(stackId: string, resources: StoredResource[]): Promise<void>;
  /** The resources of a stack, by logical ID. */
  listResources(stackId: string): Promise<StoredResource[]>;
  /** Physical IDs of the resources of stacks, by stack. */
  physicalIds(stackIds: readonly string[]): Promise<Map<string, string[]>>;
  /** The physical resources of all stacks that live in an account, or in one region of it, by stack and logical ID. */
  ownedResources(place: AccountPlace): Promise<OwnedResource[]>;
}
