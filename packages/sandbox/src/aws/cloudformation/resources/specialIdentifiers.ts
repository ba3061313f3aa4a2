import { randomBytes, randomInt } from 'node:crypto';
import { isObject } from '../../resources/Json';
import { hex, uuid } from '../../resources/stableId';
import { inventedName, scalar, suffix, type NewResource } from './inventedName';

type Special = (resource: NewResource) => { id: string; named: boolean };

function named(
  resource: NewResource,
  property: string,
  render: (name: string) => string = name => name,
): { id: string; named: boolean } {
  const given = scalar(resource.properties[property]);
  return {
    id: render(given ?? inventedName(resource)),
    named: given !== undefined,
  };
}

/** Types that form their ids in their own way. */
export const specials: Record<string, Special> = {
  'AWS::CloudFront::Distribution': () => ({
    id: `E${suffix()}Z`,
    named: false,
  }),
  'AWS::Route53::HostedZone': () => ({ id: `Z0${suffix()}`, named: false }),
  'AWS::EFS::FileSystem': () => ({
    id: `fs-0${hex(suffix(), 16)}`,
    named: false,
  }),
  'AWS::Cognito::UserPool': ({ region }) => ({
    id: `${region}_${suffix().slice(0, 9)}`,
    named: false,
  }),
  'AWS::CDK::Metadata': ({ stackName, logicalId }) => ({
    id: uuid(`${stackName}/${logicalId}/${randomBytes(8).toString('hex')}`),
    named: false,
  }),
  'AWS::Organizations::Account': () => ({
    id: String(randomInt(10 ** 11, 10 ** 12)),
    named: false,
  }),
  'AWS::EC2::EIP': () => {
    const [second, third, fourth] = randomBytes(3);
    return { id: `52.${second}.${third}.${fourth}`, named: false };
  },
  'AWS::EC2::Route': ({ properties }) => ({
    id: `${properties.RouteTableId}|${
      properties.DestinationCidrBlock ??
      properties.DestinationIpv6CidrBlock ??
      properties.DestinationPrefixListId
    }`,
    named: true,
  }),
  'AWS::EC2::VPCGatewayAttachment': ({ properties }) => ({
    id: `${properties.InternetGatewayId ? 'IGW' : 'VGW'}|${properties.VpcId}`,
    named: true,
  }),
  'AWS::SecretsManager::Secret': resource => {
    const { account, region, properties, logicalId } = resource;
    const name =
      scalar(properties.Name) ?? `${logicalId}-${suffix().slice(0, 12)}`;
    return {
      id: `arn:aws:secretsmanager:${region}:${account}:secret:${name}-${suffix().slice(0, 6)}`,
      named: false,
    };
  },
  'AWS::SecretsManager::RotationSchedule': ({ properties }) => ({
    id: String(properties.SecretId),
    named: false,
  }),
  'AWS::SecretsManager::SecretTargetAttachment': ({ properties }) => ({
    id: String(properties.SecretId),
    named: false,
  }),
  'AWS::SNS::Topic': resource =>
    named(
      resource,
      'TopicName',
      name => `arn:aws:sns:${resource.region}:${resource.account}:${name}`,
    ),
  'AWS::SQS::Queue': resource =>
    named(
      resource,
      'QueueName',
      name =>
        `https://sqs.${resource.region}.amazonaws.com/${resource.account}/${name}`,
    ),
  'AWS::Events::Rule': resource => {
    const bus = scalar(resource.properties.EventBusName);
    return named(resource, 'Name', name =>
      bus && bus !== 'default' ? `${bus}|${name}` : name,
    );
  },
  'AWS::IAM::ManagedPolicy': resource =>
    named(
      resource,
      'ManagedPolicyName',
      name =>
        `arn:aws:iam::${resource.account}:policy${resource.properties.Path ?? '/'}${name}`,
    ),
  'AWS::IAM::Policy': ({ stackName, properties }) => ({
    id: `${stackName.slice(0, 4)}-${String(properties.PolicyName ?? 'Polic').slice(0, 5)}-${suffix()}`,
    named: false,
  }),
  'AWS::IAM::OIDCProvider': ({ account, properties }) => ({
    id: `arn:aws:iam::${account}:oidc-provider/${String(properties.Url).replace(/^https?:\/\//, '')}`,
    named: true,
  }),
  'AWS::Budgets::Budget': resource => {
    const budget = resource.properties.Budget;
    const given = isObject(budget) ? scalar(budget.BudgetName) : undefined;
    return {
      id: given ?? inventedName(resource),
      named: given !== undefined,
    };
  },
  'AWS::SSM::Parameter': resource => {
    const given = scalar(resource.properties.Name);
    return {
      id: given ?? `CFN-${resource.logicalId}-${suffix()}`,
      named: given !== undefined,
    };
  },
  'AWS::ElasticLoadBalancingV2::LoadBalancer': resource => {
    const kind = resource.properties.Type === 'network' ? 'net' : 'app';
    return named(
      resource,
      'Name',
      name =>
        `arn:aws:elasticloadbalancing:${resource.region}:${resource.account}:loadbalancer/${kind}/${name}/${hex(suffix(), 16)}`,
    );
  },
};
