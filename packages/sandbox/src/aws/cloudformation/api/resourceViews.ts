import type { Output } from '../../service/AwsService';
import type { Stack, StackResource } from '../model';
import { optionalDate } from './optionalDate';

/** `StackResource` */
export function resourceView(stack: Stack, resource: StackResource): Output {
  return {
    StackName: stack.name,
    StackId: stack.id,
    LogicalResourceId: resource.logicalId,
    PhysicalResourceId: resource.physicalId,
    ResourceType: resource.type,
    Timestamp: new Date(resource.updatedAt),
    ResourceStatus: resource.status,
    ResourceStatusReason: resource.reason,
    DriftInformation: resourceDrift(resource),
  };
}

/** `StackResourceSummary` */
export function resourceSummaryView(resource: StackResource): Output {
  return {
    LogicalResourceId: resource.logicalId,
    PhysicalResourceId: resource.physicalId,
    ResourceType: resource.type,
    LastUpdatedTimestamp: new Date(resource.updatedAt),
    ResourceStatus: resource.status,
    ResourceStatusReason: resource.reason,
    DriftInformation: resourceDrift(resource),
  };
}

function resourceDrift(resource: StackResource): Output {
  return {
    StackResourceDriftStatus: resource.drift?.status ?? 'NOT_CHECKED',
    LastCheckTimestamp: optionalDate(resource.drift?.checkedAt),
  };
}
