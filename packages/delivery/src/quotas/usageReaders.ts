import type { ResourcePolicy } from '@aws-sdk/client-cloudwatch-logs';
import type { Instance } from '@aws-sdk/client-ec2';
import type { MetricInfo } from '@aws-sdk/client-service-quotas';
import { hostVcpus, type QuotaName } from '@plinth/blueprints/schema';
import { type QuotaClients, sdk } from './QuotaClients';
import { WHOLE_REGION, type Place } from './QuotaReader';

/** Tells what an account has, by zone. */
type UsageReader = (
  clients: QuotaClients,
  place: Place,
  /** Where AWS itself says what is in use. */
  metric: MetricInfo | undefined,
) => Promise<ReadonlyMap<string, number>>;

/** How far back a figure of CloudWatch still counts, in milliseconds; AWS publishes them every few minutes. */
const RECENT_MS = 60 * 60_000;

/** What is in use, by AWS's own answers. */
export const usageReaders: Readonly<Record<QuotaName, UsageReader>> = {
  VPCs: async ({ ec2: client }) =>
    whole(
      await count(
        sdk.ec2().paginateDescribeVpcs({ client }, {}),
        ({ Vpcs }) => Vpcs,
      ),
    ),
  'Internet gateways': async ({ ec2: client }) =>
    whole(
      await count(
        sdk.ec2().paginateDescribeInternetGateways({ client }, {}),
        ({ InternetGateways }) => InternetGateways,
      ),
    ),
  'Elastic IPs': async ({ ec2 }) => {
    const { Addresses = [] } = await ec2.send(
      new (sdk.ec2().DescribeAddressesCommand)({}),
    );
    // An address that somebody brought along counts elsewhere.
    return whole(
      Addresses.filter(
        ({ PublicIpv4Pool: pool }) => (pool ?? 'amazon') === 'amazon',
      ).length,
    );
  },
  'NAT gateways': natGateways,
  Databases: async ({ rds }) => {
    const { AccountQuotas = [] } = await rds.send(
      new (sdk.rds().DescribeAccountAttributesCommand)({}),
    );
    const used = AccountQuotas.find(
      ({ AccountQuotaName: name }) => name === 'DBInstances',
    )?.Used;
    if (used === undefined) {
      throw new Error('RDS did not say how many instances there are');
    }
    return whole(used);
  },
  Balancers: async ({ balancers: client }) =>
    whole(
      await count(
        sdk.balancers().paginateDescribeLoadBalancers({ client }, {}),
        ({ LoadBalancers }) =>
          LoadBalancers?.filter(({ Type: type }) => type === 'application'),
      ),
    ),
  'Log policies': logPolicies,
  'Transit gateways': async ({ ec2: client }, { account }) =>
    whole(
      await count(
        sdk.ec2().paginateDescribeTransitGateways(
          { client },
          {
            Filters: [
              { Name: 'owner-id', Values: [account] },
              { Name: 'state', Values: ['pending', 'available', 'modifying'] },
            ],
          },
        ),
        ({ TransitGateways }) => TransitGateways,
      ),
    ),
  'Host vCPUs': async ({ ec2: client }) => {
    let vcpus = 0;
    const pages = sdk.ec2().paginateDescribeInstances(
      { client },
      {
        Filters: [
          { Name: 'instance-state-name', Values: ['pending', 'running'] },
        ],
      },
    );
    for await (const { Reservations = [] } of pages) {
      for (const { Instances = [] } of Reservations) {
        vcpus += Instances.reduce((sum, each) => sum + onDemandVcpus(each), 0);
      }
    }
    return whole(vcpus);
  },
  'Fargate vCPUs': async ({ metrics }, _, metric) =>
    whole(await latest(metrics, metric)),
};

function whole(used: number): ReadonlyMap<string, number> {
  return new Map([[WHOLE_REGION, used]]);
}

async function count<Page>(
  pages: AsyncIterable<Page>,
  items: (page: Page) => readonly unknown[] | undefined,
): Promise<number> {
  let all = 0;
  for await (const page of pages) {
    all += items(page)?.length ?? 0;
  }
  return all;
}

/** By zone; one that spans the zones of its region counts in none, and so in each. */
async function natGateways({
  ec2: client,
}: QuotaClients): Promise<ReadonlyMap<string, number>> {
  const zones = new Map<string, string>();
  for await (const { Subnets = [] } of sdk
    .ec2()
    .paginateDescribeSubnets({ client }, {})) {
    for (const { SubnetId: id = '', AvailabilityZone: zone = '' } of Subnets) {
      zones.set(id, zone);
    }
  }
  const used = new Map<string, number>();
  const pages = sdk.ec2().paginateDescribeNatGateways(
    { client },
    {
      // One that is being deleted still counts.
      Filter: [{ Name: 'state', Values: ['pending', 'available', 'deleting'] }],
    },
  );
  for await (const { NatGateways = [] } of pages) {
    for (const { SubnetId: id = '' } of NatGateways) {
      const zone = zones.get(id) ?? WHOLE_REGION;
      used.set(zone, (used.get(zone) ?? 0) + 1);
    }
  }
  return used;
}

async function logPolicies({
  logs,
}: QuotaClients): Promise<ReadonlyMap<string, number>> {
  const policies: ResourcePolicy[] = [];
  let nextToken: string | undefined;
  do {
    const page = await logs.send(
      new (sdk.logs().DescribeResourcePoliciesCommand)({ nextToken }),
    );
    policies.push(...(page.resourcePolicies ?? []));
    nextToken = page.nextToken;
  } while (nextToken);
  return whole(policies.length);
}

/** vCPUs of an instance that counts among AWS's standard families; what runs on spot capacity has a quota of its own. */
function onDemandVcpus({
  InstanceType: type,
  InstanceLifecycle: lifecycle,
  CpuOptions: cpu,
}: Instance): number {
  const byType = hostVcpus(type);
  return lifecycle !== undefined || byType === 0
    ? 0
    : (cpu?.CoreCount ?? NaN) * (cpu?.ThreadsPerCore ?? NaN);
}

/** The newest figure of a metric of use. */
async function latest(
  metrics: QuotaClients['metrics'],
  metric: MetricInfo | undefined,
): Promise<number> {
  if (!metric?.MetricName) {
    throw new Error('Service Quotas names no metric of what is in use');
  }
  const now = Date.now();
  const { Datapoints = [] } = await metrics.send(
    new (sdk.metrics().GetMetricStatisticsCommand)({
      Namespace: metric.MetricNamespace,
      MetricName: metric.MetricName,
      Dimensions: Object.entries(metric.MetricDimensions ?? {}).map(
        ([Name, Value]) => ({ Name, Value }),
      ),
      StartTime: new Date(now - RECENT_MS),
      EndTime: new Date(now),
      Period: 300,
      Statistics: ['Maximum'],
    }),
  );
  const [newest] = Datapoints.sort(
    (a, b) => Number(b.Timestamp) - Number(a.Timestamp),
  );
  if (newest?.Maximum === undefined) {
    throw new Error(
      'CloudWatch has no figure of the last hour, as where nothing of it runs',
    );
  }
  return newest.Maximum;
}
