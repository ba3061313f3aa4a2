import type { JsonObject, LiveResource } from '../cloudformation';
import { lastProperties, type DeployedResource } from '../Inventory';
import { DEV } from './clientOptions';
import { startTestAws } from './startTestAws';

/** Starts AWS with an inventory that the test writes. */
export async function startServices() {
  const aws = await startTestAws();
  return {
    ...aws,
    deploy(...resources: DeployedResource[]) {
      for (const item of resources) {
        aws.cloudFormation.store.resources.save({
          ...item,
          stackId: item.stackName,
          properties: lastProperties(item) as JsonObject,
          attributes: {},
          createdAt: item.versions[0].at,
          versions: item.versions as LiveResource['versions'],
        });
      }
    },
  };
}

/** A deployed resource, alive from a day on. */
export function resource(
  given: Partial<DeployedResource> & {
    type: string;
    properties?: Record<string, unknown>;
    since?: string;
  },
): DeployedResource {
  const { properties = {}, since = '2026-01-01T00:00:00Z', ...rest } = given;
  const logicalId = given.logicalId ?? 'It';
  return {
    id: `${given.stackName ?? 'claims-dev'}/${logicalId}`,
    account: DEV,
    region: 'us-east-1',
    stackName: 'claims-dev',
    logicalId,
    physicalId: given.physicalId ?? logicalId.toLowerCase(),
    tags: {
      'plinth:entity': `resource:default/${given.stackName ?? 'claims-dev'}`,
    },
    versions: [{ at: since, properties }],
    ...rest,
  };
}
