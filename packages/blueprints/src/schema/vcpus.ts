/** The resources of a template, by logical ID. */
export type CountedResources = Readonly<
  Record<
    string,
    {
      readonly Type: string;
      readonly Properties?: Readonly<Record<string, unknown>>;
    }
  >
>;

/** Families whose instances share the quota "Running On-Demand Standard instances". */
const STANDARD = /^(a|c|d|h|i|m|r|t|z)\d/;

const BELOW_LARGE: ReadonlySet<string> = new Set([
  'nano',
  'micro',
  'small',
  'medium',
]);

/**
 * vCPUs of an instance type such as `m6i.xlarge`, as far as they count among AWS's standard families; 0 for others, which have
 * quotas of their own; undefined for what is no type that can be told.
 *
 * Source: "Specifications for Amazon EC2 instance types": two from large on in every family, four in xlarge; below it two in
 * burstable families since the third generation, one elsewhere.
 */
export function hostVcpus(instanceType: unknown): number | undefined {
  const [family, size] =
    typeof instanceType === 'string' ? instanceType.split('.') : [];
  if (!family || !size) {
    return undefined;
  }
  if (!STANDARD.test(family)) {
    return 0;
  }
  const multiple = /^(\d*)xlarge$/.exec(size);
  if (multiple) {
    return 4 * Number(multiple[1] || 1);
  }
  if (size === 'large') {
    return 2;
  }
  if (!BELOW_LARGE.has(size)) {
    return undefined;
  }
  const hasTwo =
    family.startsWith('t') && (family !== 't2' || size === 'medium');
  return hasTwo ? 2 : 1;
}

/**
 * vCPUs that the tasks of an ECS service take on demand on Fargate when it starts: as many tasks as it has, or its scaling
 * allows at least. 0 where they run elsewhere; undefined where only a deployment knows.
 */
export function fargateVcpus(
  logicalId: string,
  resources: CountedResources,
): number | undefined {
  const { Properties: properties = {} } = resources[logicalId];
  const share = onDemandShare(properties);
  const size = taskVcpus(properties.TaskDefinition, resources);
  const tasks = taskCount(logicalId, resources);
  if (share === 0) {
    return 0;
  }
  return share === undefined || size === undefined || tasks === undefined
    ? undefined
    : share * size * tasks;
}

/** The part of the tasks that runs on demand on Fargate, from 0 to 1. */
function onDemandShare({
  CapacityProviderStrategy: strategy,
  LaunchType: launchType,
}: Readonly<Record<string, unknown>>): number | undefined {
  if (!Array.isArray(strategy)) {
    return launchType === 'FARGATE' ? 1 : 0;
  }
  const weights = strategy.map(
    ({ CapacityProvider: provider, Weight: weight }) => ({
      provider,
      weight: Number(weight ?? 0),
    }),
  );
  if (weights.some(({ provider }) => typeof provider !== 'string')) {
    return undefined;
  }
  const sum = weights.reduce((all, { weight }) => all + weight, 0);
  const own = weights.find(({ provider }) => provider === 'FARGATE')?.weight;
  return own ? own / sum : 0;
}

function taskVcpus(
  definition: unknown,
  resources: CountedResources,
): number | undefined {
  const id = (definition as { Ref?: string } | undefined)?.Ref;
  const units = Number(
    id === undefined ? undefined : resources[id]?.Properties?.Cpu,
  );
  // Of 1,024 units each.
  return Number.isFinite(units) ? units / 1024 : undefined;
}

function taskCount(
  logicalId: string,
  resources: CountedResources,
): number | undefined {
  const { DesiredCount: desired } = resources[logicalId].Properties ?? {};
  const least = Object.values(resources)
    .filter(
      ({ Type: type, Properties: properties }) =>
        type === 'AWS::ApplicationAutoScaling::ScalableTarget' &&
        JSON.stringify(properties?.ResourceId ?? '').includes(`"${logicalId}"`),
    )
    .map(({ Properties: properties }) => properties?.MinCapacity);
  const counts = [desired ?? (least.length > 0 ? 0 : 1), ...least].map(Number);
  return counts.every(Number.isFinite) ? Math.max(...counts) : undefined;
}
