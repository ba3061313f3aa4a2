import type { Output } from '../../service/AwsService';
import type { Json, JsonObject } from '../../resources/Json';
import { maskSecrets } from '../maskSecrets';
import type { ResourceDrift, Stack } from '../model';

/** `StackResourceDrift` */
export function driftView(drift: ResourceDrift, stack: Stack): Output {
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
