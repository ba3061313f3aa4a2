import type { AwsContext } from '../AwsContext';
import { json11 } from '../protocols/jsonProtocol';
import type { AwsService } from '../service/AwsService';
import { parameterOperations } from './parameterOperations';
import { parameterTagOperations } from './parameterTagOperations';

/** Systems Manager, as far as its parameter store. */
export function ssmService({ ssm }: Pick<AwsContext, 'ssm'>): AwsService {
  return {
    signingName: 'ssm',
    protocol: json11,
    invalidParameter: 'ValidationException',
    invalidToken: 'InvalidNextToken',
    operations: { ...parameterOperations(ssm), ...parameterTagOperations(ssm) },
  };
}
