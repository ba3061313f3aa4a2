import type { Output } from '../../service/AwsService';
import { maskSecrets } from '../maskSecrets';
import type { ChangeSet, ParameterValue, ResourceChange } from '../model';
import { parameterView } from './parameterView';

/** `DescribeChangeSetOutput`, with property values if asked. */
export function changeSetView(changeSet: ChangeSet, values: boolean): Output {
  const { target } = changeSet;
  return {
    ...changeSetSummaryView(changeSet),
    Parameters: target.parameters.map(parameterView),
    NotificationARNs: target.notificationArns,
    RollbackConfiguration: {},
    Capabilities: target.capabilities,
    Tags: target.tags,
    OnStackFailure: changeSet.onStackFailure,
    DeploymentMode: changeSet.revertDrift ? 'REVERT_DRIFT' : undefined,
    Changes: changeSet.changes.map(change => ({
      Type: 'Resource',
      ResourceChange: changeView(change, values, target.parameters),
    })),
  };
}

/** `ChangeSetSummary` */
export function changeSetSummaryView(changeSet: ChangeSet): Output {
  return {
    StackId: changeSet.stackId,
    StackName: changeSet.stackName,
    ChangeSetId: changeSet.id,
    ChangeSetName: changeSet.name,
    ExecutionStatus: changeSet.execution,
    Status: changeSet.status,
    StatusReason: changeSet.reason,
    CreationTime: new Date(changeSet.createdAt),
    Description: changeSet.description,
    IncludeNestedStacks: changeSet.includeNested,
  };
}

function changeView(
  change: ResourceChange,
  values: boolean,
  parameters: ParameterValue[],
): Output {
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
