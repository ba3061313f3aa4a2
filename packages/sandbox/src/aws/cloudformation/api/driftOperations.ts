import type { Operations } from '../../service/AwsService';
import { validationError } from '../validationError';
import type { ApiContext } from './cloudFormationService';
import { driftView } from './driftView';
import { namedStack } from './named';

/** Drift: detect it, and look at what was found. */
export function driftOperations(context: ApiContext): Operations {
  const { cloudFormation: engine, pageSize } = context;
  return {
    DetectStackDrift: (call, input) => {
      const stack = namedStack(engine, call, input);
      const ids = input.texts('LogicalResourceIds');
      input.end();
      const detection = engine.detectDrift(
        stack,
        ids.length > 0 ? ids : undefined,
      );
      return { StackDriftDetectionId: detection.id };
    },
    DescribeStackDriftDetectionStatus: (call, input) => {
      const id = input.text('StackDriftDetectionId');
      const detection = engine.store.detections.get(id);
      if (!detection || !engine.store.find(call, detection.stackId)) {
        throw validationError(
          `Stack drift detection with id ${id} does not exist`,
        );
      }
      return {
        StackId: detection.stackId,
        StackDriftDetectionId: detection.id,
        StackDriftStatus: detection.stackStatus,
        DetectionStatus: detection.status,
        DetectionStatusReason: detection.reason,
        DriftedStackResourceCount: detection.driftedCount,
        Timestamp: new Date(detection.at),
      };
    },
    DetectStackResourceDrift: (call, input) => {
      const stack = namedStack(engine, call, input);
      const logicalId = input.text('LogicalResourceId');
      input.end();
      return {
        StackResourceDrift: driftView(
          engine.detectResourceDrift(stack, logicalId),
          stack,
        ),
      };
    },
    DescribeStackResourceDrifts: (call, input) => {
      const stack = namedStack(engine, call, input);
      const wanted = input.texts('StackResourceDriftStatusFilters');
      const drifts = Object.keys(stack.resources).flatMap(logicalId => {
        const drift = engine.store.drifts.get(`${stack.id}/${logicalId}`);
        const shown =
          drift &&
          (wanted.length > 0
            ? wanted.includes(drift.status)
            : drift.status !== 'NOT_CHECKED');
        return shown ? [drift] : [];
      });
      const { items, nextToken } = input.page(drifts, {
        limit: 'MaxResults',
        default: pageSize,
        question: [stack.id, wanted],
      });
      return {
        StackResourceDrifts: items.map(item => driftView(item, stack)),
        NextToken: nextToken,
      };
    },
  };
}
