import { isObject, listOf, textOf } from '../resources/Json';
import {
  ResourceError,
  type ProviderRequest,
  type ResourceProviders,
} from '../resources/ResourceProvider';
import { unknownOperators } from './matchesEvent';
import type { RuleStore } from './RuleStore';

/** Lets the rules of stacks exist in EventBridge, as far as they have a pattern on the default bus, and what its policy says. */
export function ruleProviders(rules: RuleStore): ResourceProviders {
  const put = (request: ProviderRequest) => {
    const { account, region, properties } = request;
    const pattern = properties.EventPattern;
    if (!isObject(pattern) || isOfOtherBus(request)) {
      return;
    }
    const unknown = unknownOperators(pattern);
    if (unknown.length > 0) {
      throw new ResourceError(
        `Event pattern is not valid, or the sandbox lacks it: ${unknown.join(', ')}`,
        'InvalidRequest',
      );
    }
    rules.put({
      account,
      region,
      name: request.physicalId,
      description: textOf(properties.Description),
      pattern,
      state: properties.State === 'DISABLED' ? 'DISABLED' : 'ENABLED',
      // Targets that are neither queues nor buses stay without effect, like the functions and topics they name.
      targets: listOf(properties.Targets)
        .filter(isObject)
        .map(target => ({
          id: String(target.Id),
          arn: String(target.Arn),
          input: textOf(target.Input),
          roleArn: textOf(target.RoleArn),
        })),
    });
  };
  const setStatement = (request: ProviderRequest) => {
    const { Statement, StatementId } = request.properties;
    if (isObject(Statement)) {
      rules.setStatement(request, String(StatementId), Statement);
    }
  };
  return {
    'AWS::Events::Rule': {
      create: put,
      update: put,
      delete: request => rules.delete(request, request.physicalId),
    },
    'AWS::Events::EventBusPolicy': {
      create: setStatement,
      update: setStatement,
      delete: request =>
        rules.setStatement(
          request,
          String(request.properties.StatementId),
          undefined,
        ),
    },
  };
}

/** A rule's physical id is its name, behind that of a bus of its own: such a rule never sees the default bus's events. */
function isOfOtherBus(request: ProviderRequest): boolean {
  return request.physicalId.includes('|');
}
