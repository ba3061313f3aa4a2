import type { AwsCall } from '../../service/AwsCall';
import type { Operations } from '../../service/AwsService';
import type { CloudFormationEngine } from '../CloudFormationEngine';
import type { Stack } from '../model';
import { validationError } from '../validationError';
import type { ApiContext } from './cloudFormationService';
import { namedStack } from './named';
import { resourceSummaryView, resourceView } from './resourceViews';

/** Looks at the resources of stacks. */
export function resourceOperations(context: ApiContext): Operations {
  const { cloudFormation: engine, pageSize } = context;
  return {
    DescribeStackResources: (call, input) => {
      const physicalId = input.optionalText('PhysicalResourceId');
      const logicalId = input.optionalText('LogicalResourceId');
      const stack = physicalId
        ? stackHolding(engine, call, physicalId)
        : namedStack(engine, call, input);
      return {
        StackResources: Object.values(stack.resources)
          .filter(item => (logicalId ?? item.logicalId) === item.logicalId)
          .filter(item => (physicalId ?? item.physicalId) === item.physicalId)
          .slice(0, 100)
          .map(item => resourceView(stack, item)),
      };
    },
    ListStackResources: (call, input) => {
      const stack = namedStack(engine, call, input);
      const { items, nextToken } = input.page(Object.values(stack.resources), {
        default: pageSize,
        question: stack.id,
      });
      return {
        StackResourceSummaries: items.map(resourceSummaryView),
        NextToken: nextToken,
      };
    },
    DescribeStackResource: (call, input) => {
      const stack = namedStack(engine, call, input);
      const logicalId = input.text('LogicalResourceId');
      const resource = stack.resources[logicalId];
      if (!resource) {
        throw validationError(
          `Resource ${logicalId} does not exist for stack ${stack.name}`,
        );
      }
      return {
        StackResourceDetail: {
          ...resourceSummaryView(resource),
          StackName: stack.name,
          StackId: stack.id,
          Metadata:
            resource.metadata === undefined
              ? undefined
              : JSON.stringify(resource.metadata),
        },
      };
    },
  };
}

function stackHolding(
  engine: CloudFormationEngine,
  call: AwsCall,
  physicalId: string,
): Stack {
  const stack = engine
    .stacks(call)
    .find(item =>
      Object.values(item.resources).some(
        resource => resource.physicalId === physicalId,
      ),
    );
  if (!stack) {
    throw validationError(`Stack for ${physicalId} does not exist`);
  }
  return stack;
}
