import type { Json } from '../resources/Json';
import type { Template } from './Template';

/** Stands in a change set for what only the deployment will tell. */
export const UNKNOWN = '{{changeSet:KNOWN_AFTER_APPLY}}';

/** Whether a value hangs on something that is not known yet. */
export function isUnknown(value: Json | undefined): boolean {
  return JSON.stringify(value ?? null).includes(UNKNOWN);
}

/** What expressions are evaluated in. */
export interface Scope {
  template: Template;
  account: string;
  region: string;
  stackName: string;
  stackId: string;
  notificationArns: string[];
  /** Values by name; lists for list types. */
  parameters: Record<string, string | string[]>;
  /** Physical id, or {@link UNKNOWN}. */
  ref(logicalId: string): string;
  attribute(logicalId: string, name: string): Json;
  importValue(name: string): string;
  /** Resolves a dynamic reference's text between the braces; returns it unchanged to keep it as it is. */
  dynamic(reference: string): string;
}
