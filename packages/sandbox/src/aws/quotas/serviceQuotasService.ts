import type { AwsContext } from '../AwsContext';
import { AwsError } from '../protocols/AwsError';
import { json11 } from '../protocols/jsonProtocol';
import type { AwsCall } from '../service/AwsCall';
import type { AwsService } from '../service/AwsService';
import type { Input } from '../service/Input';
import { DEFAULT_QUOTAS, type DefaultQuota } from './QuotaStore';

/** Service Quotas: what an account may have in a region, and what AWS gives to all. Nothing is requested. */
export function serviceQuotasService({
  quotas,
}: Pick<AwsContext, 'quotas'>): AwsService {
  const described = (
    { region, account }: AwsCall,
    { service, serviceName, code, name, usage }: DefaultQuota,
    Value: number,
  ) => ({
    ServiceCode: service,
    ServiceName: serviceName,
    QuotaArn: `arn:aws:servicequotas:${region}:${account}:${service}/${code}`,
    QuotaCode: code,
    QuotaName: name,
    Value,
    Unit: 'None',
    Adjustable: true,
    GlobalQuota: false,
    UsageMetric: usage && {
      MetricNamespace: 'AWS/Usage',
      MetricName: 'ResourceCount',
      MetricDimensions: new Map(Object.entries(usage)),
      MetricStatisticRecommendation: 'Maximum',
    },
  });
  return {
    signingName: 'servicequotas',
    protocol: json11,
    invalidParameter: 'IllegalArgumentException',
    operations: {
      GetServiceQuota: (call, input) => {
        const quota = asked(input);
        if (!quotas.isApplied(call, quota)) {
          throw missing();
        }
        return { Quota: described(call, quota, quotas.valueOf(call, quota)) };
      },
      GetAWSDefaultServiceQuota: (call, input) => {
        const quota = asked(input);
        return { Quota: described(call, quota, quota.value) };
      },
    },
  };
}

function asked(input: Input): DefaultQuota {
  const service = input.text('ServiceCode');
  const code = input.text('QuotaCode');
  const quota = DEFAULT_QUOTAS.find(
    each => each.service === service && each.code === code,
  );
  if (!quota) {
    throw missing();
  }
  return quota;
}

function missing(): AwsError {
  return new AwsError(
    'NoSuchResourceException',
    'The request failed because the specified service quota does not exist.',
  );
}
