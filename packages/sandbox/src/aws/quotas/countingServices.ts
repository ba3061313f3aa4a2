import type { AwsContext } from '../AwsContext';
import { json11 } from '../protocols/jsonProtocol';
import { queryProtocol } from '../protocols/queryProtocol';
import type { AwsService } from '../service/AwsService';

/** RDS: how many instances there are, of DocumentDB too, and may be. */
export function rdsService({
  cloudFormation,
  quotas,
}: Pick<AwsContext, 'cloudFormation' | 'quotas'>): AwsService {
  return {
    signingName: 'rds',
    protocol: queryProtocol('http://rds.amazonaws.com/doc/2014-10-31/'),
    invalidParameter: 'InvalidParameterValue',
    operations: {
      DescribeAccountAttributes: ({ account, region }) => ({
        AccountQuotas: {
          AccountQuota: {
            AccountQuotaName: 'DBInstances',
            Used: ['AWS::RDS::DBInstance', 'AWS::DocDB::DBInstance'].reduce(
              (sum, type) =>
                sum +
                cloudFormation.resources({ account, region, type }).length,
              0,
            ),
            Max: quotas.find({ account, region }, 'L-7B6409FD'),
          },
        },
      }),
    },
  };
}

/** Elastic Load Balancing: the balancers that there are, on one page. */
export function loadBalancingService({
  cloudFormation,
}: Pick<AwsContext, 'cloudFormation'>): AwsService {
  return {
    signingName: 'elasticloadbalancing',
    protocol: queryProtocol(
      'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/',
    ),
    invalidParameter: 'ValidationError',
    operations: {
      DescribeLoadBalancers: ({ account, region }) => ({
        LoadBalancers: cloudFormation
          .resources({
            account,
            region,
            type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
          })
          .map(({ physicalId, properties }) => ({
            LoadBalancerArn: physicalId,
            Type: properties.Type ?? 'application',
            State: { Code: 'active' },
          })),
      }),
    },
  };
}

/** CloudWatch Logs: the resource policies that there are, on one page. */
export function logsService({
  cloudFormation,
}: Pick<AwsContext, 'cloudFormation'>): AwsService {
  return {
    signingName: 'logs',
    protocol: json11,
    invalidParameter: 'InvalidParameterException',
    operations: {
      DescribeResourcePolicies: ({ account, region }) => ({
        resourcePolicies: cloudFormation
          .resources({ account, region, type: 'AWS::Logs::ResourcePolicy' })
          .map(({ properties }) => ({
            policyName: properties.PolicyName,
            policyDocument: properties.PolicyDocument,
          })),
      }),
    },
  };
}
