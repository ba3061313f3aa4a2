/** A resource that exists or existed in an account, with every shape it has had. */
export interface DeployedResource {
  id: string;
  type: string;
  account: string;
  region: string;
  stackName: string;
  logicalId: string;
  physicalId: string;
  tags: Record<string, string>;
  /** Oldest first. `at` is ISO 8601. */
  versions: { at: string; properties: Record<string, unknown> }[];
  /** ISO 8601 */
  deletedAt?: string;
}

/** Asks what is and was deployed anywhere. Costs, alarms and budgets follow from it. */
export type Inventory = () => DeployedResource[];

/** What the resource is at present, or was at its end. */
export function lastProperties(
  resource: DeployedResource,
): Record<string, unknown> {
  return resource.versions[resource.versions.length - 1]?.properties ?? {};
}
