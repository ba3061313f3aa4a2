import type { Json, JsonObject } from './Json';
import { maskSecrets } from './maskSecrets';
import type {
  ChangeSet,
  ParameterValue,
  ResourceChange,
  ResourceDrift,
  Stack,
  StackEvent,
  StackResource,
} from './model';

// How the engine's records look in answers of the API.

type View = Record<string, unknown>;

/** `Stack` */
export function stackView(stack: Stack): View {
  return {
    StackId: stack.id,
    StackName: stack.name,
    ChangeSetId: stack.changeSetId,
    Description: stack.description,
    Parameters: stack.parameters.map(parameterView),
    CreationTime: new Date(stack.createdAt),
    DeletionTime: date(stack.deletedAt),
    LastUpdatedTime: date(stack.updatedAt),
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
      LastCheckTimestamp: date(stack.drift.checkedAt),
    },
  };
}

/** `StackSummary` */
export function stackSummaryView(stack: Stack): View {
  return {
    StackId: stack.id,
    StackName: stack.name,
    TemplateDescription: stack.description,
    CreationTime: new Date(stack.createdAt),
    LastUpdatedTime: date(stack.updatedAt),
    DeletionTime: date(stack.deletedAt),
    StackStatus: stack.status,
    StackStatusReason: stack.reason,
    DriftInformation: {
      StackDriftStatus: stack.drift.status,
      LastCheckTimestamp: date(stack.drift.checkedAt),
    },
  };
}

/** `StackEvent` */
export function eventView(event: StackEvent): View {
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

/** `StackResource` */
export function resourceView(stack: Stack, resource: StackResource): View {
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
export function resourceSummaryView(resource: StackResource): View {
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

function resourceDrift(resource: StackResource): View {
  return {
    StackResourceDriftStatus: resource.drift?.status ?? 'NOT_CHECKED',
    LastCheckTimestamp: date(resource.drift?.checkedAt),
  };
}

/** `DescribeChangeSetOutput`, with property values if asked. */
export function changeSetView(changeSet: ChangeSet, values: boolean): View {
  const { target } = changeSet;
  return {
    ChangeSetName: changeSet.name,
    ChangeSetId: changeSet.id,
    StackId: changeSet.stackId,
    StackName: changeSet.stackName,
    Description: changeSet.description,
    Parameters: target.parameters.map(parameterView),
    CreationTime: new Date(changeSet.createdAt),
    ExecutionStatus: changeSet.execution,
    Status: changeSet.status,
    StatusReason: changeSet.reason,
    NotificationARNs: target.notificationArns,
    RollbackConfiguration: {},
    Capabilities: target.capabilities,
    Tags: target.tags,
    IncludeNestedStacks: changeSet.includeNested,
    OnStackFailure: changeSet.onStackFailure,
    DeploymentMode: changeSet.revertDrift ? 'REVERT_DRIFT' : undefined,
    Changes: changeSet.changes.map(change => ({
      Type: 'Resource',
      ResourceChange: changeView(change, values, target.parameters),
    })),
  };
}

function changeView(
  change: ResourceChange,
  values: boolean,
  parameters: ParameterValue[],
): View {
  const shown = (value: string | undefined) =>
    values && value !== undefined ? maskSecrets(value, parameters) : undefined;
  return {
    PolicyAction: change.policyAction,
    Action: change.action,
    LogicalResourceId: change.logicalId,
    PhysicalResourceId: change.physicalId,
    ResourceType: change.type,
    Replacement: change.replacement,
    Scope: change.scope,
    ResourceDriftStatus: change.drift,
    Details: change.details.map(detail => ({
      Target: {
        Attribute: detail.attribute,
        Name: detail.name,
        RequiresRecreation: detail.recreation,
        Path: detail.path,
        BeforeValue: shown(detail.before),
        AfterValue: shown(detail.after),
        AttributeChangeType: detail.changeType,
      },
      Evaluation: detail.evaluation,
      ChangeSource: detail.source,
      CausingEntity: detail.causing,
    })),
    BeforeContext: shown(change.before),
    AfterContext: shown(change.after),
  };
}

/** `StackResourceDrift` */
export function driftView(drift: ResourceDrift, stack: Stack): View {
  const { parameters } = stack;
  const shown = (value: JsonObject | undefined) =>
    value && maskSecrets(JSON.stringify(value), parameters);
  return {
    StackId: drift.stackId,
    LogicalResourceId: drift.logicalId,
    PhysicalResourceId: drift.physicalId,
    ResourceType: drift.type,
    StackResourceDriftStatus: drift.status,
    ExpectedProperties: shown(drift.expected),
    ActualProperties: shown(drift.actual),
    PropertyDifferences: drift.differences.map(difference => ({
      PropertyPath: difference.path,
      ExpectedValue: maskSecrets(scalar(difference.expected), parameters),
      ActualValue: maskSecrets(scalar(difference.actual), parameters),
      DifferenceType: difference.type,
    })),
    Timestamp: new Date(drift.at),
  };
}

function scalar(value: Json | undefined): string {
  if (value === undefined) {
    return 'null';
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function parameterView(parameter: ParameterValue): View {
  return {
    ParameterKey: parameter.key,
    ParameterValue: parameter.noEcho ? '****' : parameter.value,
    ResolvedValue: parameter.resolved,
  };
}

function date(value: string | undefined): Date | undefined {
  return value === undefined ? undefined : new Date(value);
}
