import type { AwsContext } from '../AwsContext';
import { json11 } from '../protocols/jsonProtocol';
import type { AwsService } from '../service/AwsService';
import { costAndUsage } from './costAndUsage';
import { costForecast } from './costForecast';
import { allocationTagOperations } from './allocationTagOperations';
import { anomalies, dimensionValues, tagValues } from './costLists';

/**
 * Cost Explorer over what is and was deployed. The management account sees all accounts, every other sees itself.
 * All cost metrics are equal, for the sandbox has neither discounts nor reservations.
 */
export function costExplorerService(
  context: Pick<AwsContext, 'clock' | 'costs' | 'accounts'>,
): AwsService {
  return {
    signingName: 'ce',
    protocol: json11,
    invalidParameter: 'ValidationException',
    invalidToken: 'InvalidNextTokenException',
    operations: {
      GetCostAndUsage: costAndUsage(context),
      GetCostForecast: costForecast(context),
      GetDimensionValues: dimensionValues(context),
      GetTags: tagValues(context),
      GetAnomalies: anomalies(context),
      ...allocationTagOperations(context),
    },
  };
}
