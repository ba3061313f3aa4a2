import { Component, Rule, Subject, used, hourly } from '../Subject';
import { asText, isRecord } from '../values';

/** Storage in GB that each Fargate task has without charge. */
const INCLUDED_STORAGE_GB = 20;

/** ECS services on Fargate: fewest tasks times size, on demand or spot by the weights of their capacity providers. */
export const ecsService: Rule = subject => {
  const definition = subject.related('TaskDefinition');
  const providers = subject
    .list(0, 'CapacityProviderStrategy')
    .filter(isRecord);
  if (!runsOnFargate(subject, definition, providers)) {
    // Tasks on EC2 cost what their instances cost, and those are resources of their own.
    subject.hint(
      'its tasks are priced by the instances on which they run, where those are',
    );
    return [];
  }
  if (!definition) {
    subject.hint(
      'its task definition is elsewhere; 0.25 vCPU and 0.5 GB are assumed',
    );
  }
  // A service that scales has no count of its own, and at least as many tasks as its scaling allows.
  const [scaling] = subject.referrers(
    'AWS::ApplicationAutoScaling::ScalableTarget',
  );
  const least = scaling?.number(1, 'MinCapacity') ?? 1;
  const count = Math.max(subject.number(least, 'DesiredCount'), least);
  const vcpu = taskSize(definition, 'Cpu', 0.25);
  const memory = taskSize(definition, 'Memory', 0.5);
  const arm =
    definition?.text('X86_64', 'RuntimePlatform', 'CpuArchitecture') ===
    'ARM64';
  const storage = Math.max(
    0,
    (definition?.number(INCLUDED_STORAGE_GB, 'EphemeralStorage', 'SizeInGiB') ??
      INCLUDED_STORAGE_GB) - INCLUDED_STORAGE_GB,
  );
  const spot = count * spotShare(providers);
  const onDemand = count - spot;
  return [
    ...tasks(arm ? 'arm' : 'x86', onDemand, vcpu, memory),
    ...tasks('spot', spot, vcpu, memory),
    ...hourly(
      'fargate',
      'storage',
      storage * count,
      `${storage} GB ephemeral storage beyond ${INCLUDED_STORAGE_GB}`,
    ),
  ];
};

/** Capacity providers: those whose instances ECS itself starts and chooses cost what those do. */
export const capacityProvider: Rule = subject =>
  subject.value('ManagedInstancesProvider') === undefined
    ? []
    : hourly('fargate', 'managed-instances', 1, 'Instances that ECS manages');

/** How the registry scans: basic scanning is free, enhanced is Amazon Inspector's, by the image. */
export const registryScanning: Rule = subject =>
  subject.text('BASIC', 'ScanType') === 'ENHANCED'
    ? [
        ...used(
          'inspector',
          'image:first',
          subject.usage('imagesPushed'),
          'Images scanned when they are pushed',
        ),
        ...used(
          'inspector',
          'image:again',
          subject.usage('imagesScannedAgain'),
          'Images scanned again',
        ),
      ]
    : [];

/** Image repositories. */
export const imageRepository: Rule = subject =>
  used('ecr', 'storage', subject.usage('imagesGb'), 'Images stored');

/**
 * vCPU or GB of a task: as a number of 1/1024 of them, or as a text with its unit (`1 vCPU`, `2 GB`), both of which ECS takes.
 */
function taskSize(
  definition: Subject | undefined,
  property: 'Cpu' | 'Memory',
  fallback: number,
): number {
  const text = definition?.text(String(fallback * 1024), property);
  const [, amount, unit] =
    /^([\d.]+)\s*(vcpu|gb)?$/i.exec(text?.trim() ?? '') ?? [];
  const size = Number(amount) / (unit ? 1 : 1024);
  if (size > 0) {
    return size;
  }
  if (text !== undefined) {
    definition?.hint(
      `${property} is not a size that is known; ${fallback} is assumed`,
    );
  }
  return fallback;
}

function tasks(
  kind: 'x86' | 'arm' | 'spot',
  count: number,
  vcpu: number,
  memory: number,
): Component[] {
  const label = kind === 'spot' ? 'Fargate Spot' : `Fargate ${kind}`;
  return [
    ...hourly(
      'fargate',
      `${kind}:vcpu`,
      count * vcpu,
      `${label}: ${count} tasks of ${vcpu} vCPU`,
    ),
    ...hourly(
      'fargate',
      `${kind}:memory`,
      count * memory,
      `${label}: ${count} tasks of ${memory} GB`,
    ),
  ];
}

function runsOnFargate(
  subject: Subject,
  definition: Subject | undefined,
  providers: Record<string, unknown>[],
): boolean {
  if (providers.length > 0) {
    return providers.some(item =>
      asText(item.CapacityProvider).startsWith('FARGATE'),
    );
  }
  const launchType = subject.text('', 'LaunchType');
  if (launchType) {
    return launchType === 'FARGATE';
  }
  const usual =
    subject
      .related('Cluster')
      ?.list(0, 'DefaultCapacityProviderStrategy')
      .filter(isRecord) ?? [];
  if (usual.length > 0) {
    return runsOnFargate(subject, definition, usual);
  }
  return (
    definition?.list(0, 'RequiresCompatibilities').includes('FARGATE') ?? false
  );
}

/** Share of tasks on spot, by weight; the base of a provider is not looked at. */
function spotShare(providers: Record<string, unknown>[]): number {
  const weight = (item: Record<string, unknown>) =>
    Math.max(0, Number(asText(item.Weight ?? 1)) || 0);
  const total = providers.reduce((sum, item) => sum + weight(item), 0);
  const spot = providers
    .filter(item => item.CapacityProvider === 'FARGATE_SPOT')
    .reduce((sum, item) => sum + weight(item), 0);
  return total > 0 ? spot / total : 0;
}
