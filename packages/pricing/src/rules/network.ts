import {
  type Component,
  HOURS_PER_MONTH,
  hourly,
  Rule,
  type Subject,
  used,
} from '../Subject';
import { isRecord } from '../values';
import { dataOut } from './compute';

/** Zones that are assumed where only a deployment knows the subnets. */
const ASSUMED_ZONES = 2;

/**
 * NAT gateways; a public one's Elastic IP is a resource of its own. For each hour and gigabyte of a firewall endpoint AWS waives
 * one of a NAT gateway that is used with it.
 *
 * Source: "AWS Network Firewall pricing", on NAT gateways.
 */
export const natGateway: Rule = subject => {
  const gateways = subject.countOf('AWS::EC2::NatGateway');
  if (gateways > 1) {
    subject.advise(
      `${gateways} NAT gateways: where losing a zone may cut egress, one costs less`,
    );
  }
  const endpoints = subject
    .all('AWS::NetworkFirewall::Firewall')
    .reduce((sum, firewall) => sum + endpointsOf(firewall), 0);
  const charged = Math.max(0, 1 - endpoints / gateways);
  if (charged < 1) {
    subject.advise(
      `NAT gateways: AWS waives the hours and data of ${Math.min(endpoints, gateways)} of ${gateways}, one for each endpoint of the network firewall`,
    );
  }
  return [
    ...hourly('ec2-other', 'nat-gateway:hour', charged, 'NAT gateway'),
    ...used(
      'ec2-other',
      'nat-gateway:data',
      subject.usage('natDataGb') * charged,
      'Data through the NAT gateway',
    ),
  ];
};

function endpointsOf(firewall: Subject): number {
  return Math.max(1, firewall.list(ASSUMED_ZONES, 'SubnetMappings').length);
}

/** Elastic IPs: a public IPv4 address costs the same in use and idle. */
export const elasticIp: Rule = () =>
  hourly('vpc', 'public-ipv4', 1, 'Public IPv4 address');

/** VPC endpoints: interface endpoints by the hour in each zone, gateway endpoints free. */
export const vpcEndpoint: Rule = subject => {
  const type = subject.text('Gateway', 'VpcEndpointType');
  if (type === 'Gateway') {
    return [];
  }
  const zones = Math.max(1, subject.list(ASSUMED_ZONES, 'SubnetIds').length);
  const item =
    type === 'GatewayLoadBalancer'
      ? 'endpoint:gateway-load-balancer'
      : 'endpoint:interface';
  return [
    ...hourly('vpc', item, zones, `${type} endpoint in ${zones} zones`),
    ...used(
      'vpc',
      'endpoint:data',
      subject.usage('endpointDataGb'),
      'Data through the endpoint',
    ),
  ];
};

/** Attachments of a VPC to a transit gateway. */
export const transitGatewayAttachment: Rule = subject => [
  ...hourly(
    'vpc',
    'transit-gateway:attachment',
    1,
    'Transit gateway attachment',
  ),
  ...used(
    'vpc',
    'transit-gateway:data',
    subject.usage('transitDataGb'),
    'Data through the attachment',
  ),
];

/** Site-to-site VPN connections; one to a transit gateway is an attachment of it besides. */
export const vpnConnection: Rule = subject => [
  ...hourly('vpc', 'vpn:connection', 1, 'Site-to-site VPN connection'),
  ...(subject.value('TransitGatewayId') === undefined
    ? []
    : transitGatewayAttachment(subject)),
];

/** Network firewalls: one endpoint in each mapped subnet. */
export const networkFirewall: Rule = subject => {
  const zones = endpointsOf(subject);
  return [
    ...hourly(
      'network-firewall',
      'endpoint',
      zones,
      `Firewall endpoint in ${zones} zones`,
    ),
    ...used(
      'network-firewall',
      'data',
      subject.usage('firewallDataGb'),
      'Data through the firewall',
    ),
  ];
};

/** VPC flow logs delivered to a bucket; those to a log group are charged as what the log group takes in. */
export const flowLog: Rule = subject =>
  subject.text('cloud-watch-logs', 'LogDestinationType') === 's3'
    ? used(
        'vpc',
        'flow-logs:s3',
        subject.usage('flowLogsGb'),
        'Flow logs delivered to S3',
      )
    : [];

/** Load balancers: hours, capacity units, and the public addresses of an internet-facing one. */
export const loadBalancer: Rule = subject => {
  const type = subject.text('application', 'Type');
  const subnets = subject.list(ASSUMED_ZONES, 'Subnets');
  const mappings = subject.list(ASSUMED_ZONES, 'SubnetMappings');
  const zones = Math.max(subnets.length, mappings.length, ASSUMED_ZONES);
  const ownAddresses = mappings.filter(
    item => isRecord(item) && 'AllocationId' in item,
  ).length;
  const isPublic = subject.text('internet-facing', 'Scheme') !== 'internal';
  return [
    ...hourly('load-balancing', `${type}:hour`, 1, `${type} load balancer`),
    ...used(
      'load-balancing',
      `${type}:lcu`,
      subject.usage('loadBalancerUnits') * HOURS_PER_MONTH,
      'Load balancer capacity units',
    ),
    ...(isPublic && type !== 'gateway'
      ? hourly(
          'vpc',
          'public-ipv4',
          zones - ownAddresses,
          'Public IPv4 addresses',
        )
      : []),
    ...(isPublic ? dataOut(subject) : []),
  ];
};

/** Route 53 hosted zones, public or private. */
export const hostedZone: Rule = subject => [
  {
    sheet: 'route53',
    item: 'zone',
    quantity: 1,
    description: 'Hosted zone',
    basis: 'fixed',
  },
  ...used('route53', 'queries', subject.usage('dnsMillions'), 'DNS queries'),
];

/** Route 53 health checks, as of an endpoint outside AWS where the template names one. */
export const healthCheck: Rule = subject => {
  const target = subject.value('HealthCheckConfig', 'FullyQualifiedDomainName');
  return [
    {
      sheet: 'route53',
      item: target === undefined ? 'health-check' : 'health-check:external',
      quantity: 1,
      description: 'Health check',
      basis: 'fixed',
    },
  ];
};

/** Route 53 Resolver endpoints: one network interface for each address. */
export const resolverEndpoint: Rule = subject =>
  hourly(
    'route53',
    'resolver-endpoint',
    Math.max(2, subject.list(2, 'IpAddresses').length),
    'Resolver endpoint',
  );

/** DNS firewall rule groups associated with a VPC. */
export const dnsFirewall: Rule = subject =>
  used(
    'route53',
    'firewall-queries',
    subject.usage('dnsMillions'),
    'DNS queries through the firewall',
  );

/** CloudFront distributions: data and requests. */
export const distribution: Rule = subject => [
  ...used('cloudfront', 'data', subject.usage('cdnGb'), 'Data delivered'),
  ...used(
    'cloudfront',
    'requests',
    subject.usage('cdnRequests'),
    'HTTPS requests',
  ),
];

/** REST APIs of API Gateway. */
export const restApi: Rule = subject =>
  used('api-gateway', 'rest', subject.usage('apiMillions'), 'Requests');

/** HTTP APIs of API Gateway. */
export const httpApi: Rule = subject =>
  used('api-gateway', 'http', subject.usage('apiMillions'), 'Requests');

/** Stages of a REST API: what they cache is charged by the hour, in use or idle. */
export const apiStage: Rule = subject => apiCache(subject);

/** Deployments of a REST API, which may make a stage of their own. */
export const apiDeployment: Rule = subject =>
  apiCache(subject, 'StageDescription');

function apiCache(subject: Subject, ...base: string[]): Component[] {
  if (!subject.flag(false, ...base, 'CacheClusterEnabled')) {
    return [];
  }
  const size = subject.text('0.5', ...base, 'CacheClusterSize');
  return hourly('api-gateway', `cache:${size}`, 1, `API cache of ${size} GB`);
}
