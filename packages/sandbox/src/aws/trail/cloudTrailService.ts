import type { AwsContext } from '../AwsContext';
import { json11 } from '../protocols/jsonProtocol';
import type { AwsService } from '../service/AwsService';
import { lookupEvents } from './lookupEvents';

/** CloudTrail's event history over every call made to the sandbox. */
export function cloudTrailService(
  context: Pick<AwsContext, 'clock' | 'trail'>,
): AwsService {
  return {
    signingName: 'cloudtrail',
    protocol: json11,
    invalidParameter: 'InvalidParameterException',
    invalidToken: 'InvalidNextTokenException',
    operations: { LookupEvents: lookupEvents(context) },
  };
}
