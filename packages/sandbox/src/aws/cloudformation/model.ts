import type { Json, JsonObject } from '../resources/Json';
import type { Place } from '../resources/Place';

/** A tag, spelled as the API does. */
export interface Tag {
  Key: string;
  Value: string;
}

/** A parameter's value in a stack or change set. */
export interface ParameterValue {
  key: string;
  value: string;
  /** What an SSM parameter type resolved to. */
  resolved?: string;
  /** Its value is never shown. */
  noEcho?: boolean;
}

/** A resource as its stack knows it. */
export interface StackResource {
  logicalId: string;
  type: string;
  physicalId?: string;
  status: string;
  reason?: string;
  /** ISO 8601 */
  updatedAt: string;
  /** What the template last said, evaluated. */
  properties: JsonObject;
  metadata?: Json;
  deletionPolicy: string;
  updateReplacePolicy: string;
  /** Logical ids that this one needs. */
  dependsOn: string[];
  /** Id among the live resources. */
  liveId?: string;
  drift?: { status: string; checkedAt: string };
}

/** An output of a stack. */
export interface StackOutput {
  key: string;
  value: string;
  description?: string;
  exportName?: string;
}

/** A stack. */
export interface Stack extends Place {
  /** ARN. */
  id: string;
  name: string;
  status: string;
  reason?: string;
  description?: string;
  /** ISO 8601 */
  createdAt: string;
  updatedAt?: string;
  deletedAt?: string;
  parameters: ParameterValue[];
  tags: Tag[];
  outputs: StackOutput[];
  resources: Record<string, StackResource>;
  /** Physical resources that the stack no longer describes but has still to delete. */
  leftovers: StackResource[];
  capabilities: string[];
  notificationArns: string[];
  roleArn?: string;
  disableRollback: boolean;
  terminationProtection: boolean;
  /** Change set that was executed last. */
  changeSetId?: string;
  policy?: string;
  drift: { status: string; checkedAt?: string };
  /** Exports of other stacks that this one imports. */
  imports: string[];
}

/** What a stack is to become. */
export interface StackTarget {
  template: string;
  description?: string;
  parameters: ParameterValue[];
  tags: Tag[];
  capabilities: string[];
  notificationArns: string[];
  roleArn?: string;
}

/** One line of a stack's history. */
export interface StackEvent {
  id: string;
  stackId: string;
  stackName: string;
  logicalId: string;
  physicalId: string;
  type: string;
  /** ISO 8601 */
  at: string;
  status: string;
  reason?: string;
  properties?: string;
  token?: string;
}

/** A property's part in a change. */
export interface ChangeDetail {
  attribute:
    | 'Properties'
    | 'Tags'
    | 'Metadata'
    | 'DeletionPolicy'
    | 'UpdateReplacePolicy';
  name?: string;
  /** JSON pointer. */
  path?: string;
  recreation: 'Always' | 'Conditionally' | 'Never';
  evaluation: 'Static' | 'Dynamic';
  source:
    | 'DirectModification'
    | 'ResourceReference'
    | 'ResourceAttribute'
    | 'ParameterReference';
  causing?: string;
  before?: string;
  after?: string;
  changeType: 'Add' | 'Remove' | 'Modify';
}

/** What happens to one resource. */
export interface ResourceChange {
  action: 'Add' | 'Modify' | 'Remove';
  logicalId: string;
  physicalId?: string;
  type: string;
  replacement?: 'True' | 'False' | 'Conditional';
  /** What becomes of the old one. */
  policyAction?:
    | 'Delete'
    | 'Retain'
    | 'Snapshot'
    | 'ReplaceAndDelete'
    | 'ReplaceAndRetain'
    | 'ReplaceAndSnapshot';
  scope: ChangeDetail['attribute'][];
  details: ChangeDetail[];
  before?: string;
  after?: string;
  /** Live properties differ from what the stack said. */
  drift?: string;
}

/** A change set. */
export interface ChangeSet extends Place {
  /** ARN. */
  id: string;
  name: string;
  stackId: string;
  stackName: string;
  type: 'CREATE' | 'UPDATE';
  description?: string;
  /** ISO 8601 */
  createdAt: string;
  status: string;
  reason?: string;
  execution:
    | 'AVAILABLE'
    | 'UNAVAILABLE'
    | 'EXECUTE_IN_PROGRESS'
    | 'EXECUTE_COMPLETE'
    | 'EXECUTE_FAILED'
    | 'OBSOLETE';
  target: StackTarget;
  changes: ResourceChange[];
  token?: string;
  includeNested: boolean;
  importExisting: boolean;
  revertDrift: boolean;
  onStackFailure?: string;
  disableRollback?: boolean;
}

/** A resource that exists in an account, whoever made it. */
export interface LiveResource extends Place {
  id: string;
  type: string;
  physicalId: string;
  logicalId: string;
  stackId: string;
  stackName: string;
  /** What it is at present; differs from the stack's when somebody edited it. */
  properties: JsonObject;
  /** Attributes that are not derived from its id. */
  attributes: JsonObject;
  tags: Record<string, string>;
  /** ISO 8601 */
  createdAt: string;
  deletedAt?: string;
  /** Every shape it has had, oldest first. */
  versions: { at: string; properties: JsonObject }[];
}

/** A resource found to differ. */
export interface ResourceDrift {
  stackId: string;
  logicalId: string;
  physicalId: string;
  type: string;
  status: 'IN_SYNC' | 'MODIFIED' | 'DELETED' | 'NOT_CHECKED';
  expected: JsonObject;
  actual?: JsonObject;
  differences: PropertyDifference[];
  /** ISO 8601 */
  at: string;
}

/** One property that differs from the template. */
export interface PropertyDifference {
  path: string;
  expected?: Json;
  actual?: Json;
  type: 'ADD' | 'REMOVE' | 'NOT_EQUAL';
}

/** A run of drift detection. */
export interface DriftDetection {
  id: string;
  stackId: string;
  /** ISO 8601 */
  at: string;
  status: 'DETECTION_IN_PROGRESS' | 'DETECTION_COMPLETE' | 'DETECTION_FAILED';
  stackStatus?: string;
  driftedCount: number;
  reason?: string;
}

/** A stack operation that is under way; kept so that a restart can finish it. */
export interface Operation {
  stackId: string;
  kind: 'create' | 'update' | 'delete';
  phase: 'forward' | 'cleanup' | 'rollback' | 'rollback-cleanup' | 'delete';
  target?: StackTarget;
  /** The stack as it was before, for rollback. */
  before?: { stack: Stack; template: string };
  token?: string;
  cancelled?: boolean;
  disableRollback: boolean;
  onFailure: 'ROLLBACK' | 'DELETE' | 'DO_NOTHING';
  retain: string[];
  skip: string[];
  revertDrift?: boolean;
  importExisting?: boolean;
  changeSetId?: string;
  /** A rollback deletes what the operation itself created, though its policy is to retain it. */
  retainExceptOnCreate?: boolean;
  /** Logical ids whose step failed. */
  failed: string[];
}
