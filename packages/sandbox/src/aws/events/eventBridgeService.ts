import type { AwsContext } from '../AwsContext';
import { json11 } from '../protocols/jsonProtocol';
import type { AwsService } from '../service/AwsService';
import { busOperations } from './busOperations';
import { putEvents } from './putEvents';
import { ruleOperations } from './ruleOperations';
import { targetOperations } from './targetOperations';

/**
 * EventBridge: rules on the default bus whose targets are SQS queues of the region or default buses, of this account or another. It carries the
 * events of the sandbox's services and those of PutEvents. Schedules, other buses and other targets are refused.
 */
export function eventBridgeService(
  context: Pick<AwsContext, 'clock' | 'bus' | 'rules'>,
): AwsService {
  return {
    signingName: 'events',
    protocol: json11,
    invalidParameter: 'ValidationException',
    invalidToken: 'InvalidToken',
    operations: {
      ...busOperations(context.rules),
      ...ruleOperations(context.rules),
      ...targetOperations(context.rules),
      PutEvents: putEvents(context),
    },
  };
}
