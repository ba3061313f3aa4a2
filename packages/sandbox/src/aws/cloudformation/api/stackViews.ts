import type { Output } from '../../service/AwsService';
import type { Stack, StackEvent } from '../model';
import { parameterView } from './parameterView';
import { optionalDate } from './optionalDate';

/** `Stack` */
export function stackView(stack: Stack): Output {
  return {
    StackId: stack.id,
    StackName: stack.name,
    ChangeSetId: stack.changeSetId,
    Description: stack.description,
    Parameters: stack.parameters.map(parameterView),
    CreationTime: new Date(stack.createdAt),
    DeletionTime: optionalDate(stack.deletedAt),
    LastUpdatedTime: optionalDate(stack.updatedAt),
    RollbackConfiguration: {},
    StackStatus: stack.status,
    StackStatusReason: stack.reason,
    DisableRollback: stack.disableRollback,
    NotificationARNs: stack.notificationArns,
    Capabilities: stack.capabilities,
    Outputs: stack.outputs.map(output => ({
      OutputKey: output.key,
      OutputValue: output.value,
      Description: output.description,
      ExportName: output.exportName,
    })),
    RoleARN: stack.roleArn,
    Tags: stack.tags,
    EnableTerminationProtection: stack.terminationProtection,
    DriftInformation: {
      StackDriftStatus: stack.drift.status,
      LastCheckTimestamp: optionalDate(stack.drift.checkedAt),
    },
  };
}

/** `StackSummary` */
export function stackSummaryView(stack: Stack): Output {
  return {
    StackId: stack.id,
    StackName: stack.name,
    TemplateDescription: stack.description,
    CreationTime: new Date(stack.createdAt),
    LastUpdatedTime: optionalDate(stack.updatedAt),
    DeletionTime: optionalDate(stack.deletedAt),
    StackStatus: stack.status,
    StackStatusReason: stack.reason,
    DriftInformation: {
      StackDriftStatus: stack.drift.status,
      LastCheckTimestamp: optionalDate(stack.drift.checkedAt),
    },
  };
}

/** `StackEvent` */
export function eventView(event: StackEvent): Output {
  return {
    StackId: event.stackId,
    EventId: event.id,
    StackName: event.stackName,
    LogicalResourceId: event.logicalId,
    PhysicalResourceId: event.physicalId,
    ResourceType: event.type,
    Timestamp: new Date(event.at),
    ResourceStatus: event.status,
    ResourceStatusReason: event.reason,
    ResourceProperties: event.properties,
    ClientRequestToken: event.token,
  };
}
