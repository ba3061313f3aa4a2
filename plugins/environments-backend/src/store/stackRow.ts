import {
  stackEntityName,
  StackIdentity,
} from '@plinth/plugin-environments-common';
import { optional, toJson } from './rows';
import type { StackReading } from './StackStore';

/** A row of the table of stacks. */
export interface StackRow {
  stack_id: string;
  name: string;
  account: string;
  region: string;
  unit: string;
  entity_ref: string;
  entity_name: string;
  stage: string | null;
  tenant: string | null;
  description: string | null;
  status: string;
  status_reason: string | null;
  created_at: string;
  updated_at: string;
  deleted_at: string | null;
  provenance: string | null;
  outputs: string | null;
  recovery: string | null;
  drills: string | null;
  template_marker: string | null;
  detail_marker: string | null;
  drift_status: string;
  drift_checked_at: string | null;
  drift_reason: string | null;
  drift_detection_id: string | null;
  drift_requested_at: string | null;
  drift_wanted_at: string | null;
  resources_checked: number;
  resources_drifted: number;
}

/** The columns that a reading of a stack fills; drift and statements are read apart. */
export function toStackColumns(stack: StackReading): Partial<StackRow> {
  return {
    stack_id: stack.stackId,
    name: stack.name,
    account: stack.account,
    region: stack.region,
    unit: stack.unit,
    entity_ref: stack.entityRef,
    entity_name: stackEntityName(stack),
    stage: stack.stage ?? null,
    tenant: stack.tenant ?? null,
    description: stack.description ?? null,
    status: stack.status,
    status_reason: stack.statusReason ?? null,
    created_at: stack.createdAt,
    updated_at: stack.updatedAt,
    deleted_at: null,
    provenance: toJson(stack.provenance),
    outputs: toJson(stack.outputs),
  };
}

/** What a stack is and whose, from its row. */
export function toStackIdentity(row: StackRow): StackIdentity {
  return {
    stackId: row.stack_id,
    name: row.name,
    account: row.account,
    region: row.region,
    unit: row.unit,
    entityRef: row.entity_ref,
    stage: optional(row.stage),
    tenant: optional(row.tenant),
    description: optional(row.description),
    createdAt: row.created_at,
  };
}
