import { textOf } from '../resources/Json';
import type {
  ProviderRequest,
  ResourceProviders,
} from '../resources/ResourceProvider';
import type { SsmStore } from './SsmStore';

/** Lets the parameters of stacks exist in the parameter store. */
export function parameterProviders(ssm: SsmStore): ResourceProviders {
  const put = (request: ProviderRequest) => {
    const { account, region, physicalId, properties, tags } = request;
    const { type, value } = ssm.put({
      account,
      region,
      name: physicalId,
      type: properties.Type === 'StringList' ? 'StringList' : 'String',
      value: String(properties.Value),
      description: textOf(properties.Description),
      tags,
    });
    return { Type: type, Value: value };
  };
  return {
    'AWS::SSM::Parameter': {
      create: put,
      update: request => void put(request),
      delete: ({ account, region, physicalId }) => {
        ssm.delete(account, region, physicalId);
      },
    },
  };
}
