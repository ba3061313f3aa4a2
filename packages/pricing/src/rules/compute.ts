import {
  Component,
  fixed,
  HOURS_PER_MONTH,
  hourly,
  Rule,
  Subject,
  used,
} from '../Subject';
import { asText, isRecord } from '../values';

/** Size in GB of the root volume where a template names none: what common Linux images carry. */
const ROOT_VOLUME_GB = 8;

/** In place of a type, where EC2 chooses one by requirements on processors and memory; the book knows no price of it. */
const CHOSEN = 'chosen by requirements';

/** The type of what a launch template starts; undefined where it names none. */
function launchedType(
  source: Subject | undefined,
  base: string[],
): string | undefined {
  return source?.value(...base, 'InstanceRequirements') === undefined
    ? source?.text('m5.large', ...base, 'InstanceType')
    : CHOSEN;
}

/** EC2 instances with their volumes, public address and outgoing data. */
export const instance: Rule = subject => {
  const template = subject.related('LaunchTemplate', 'LaunchTemplateId');
  const launched = ['LaunchTemplateData'];
  const named = subject.value('InstanceType') !== undefined;
  if (!named && !template && subject.value('LaunchTemplate') !== undefined) {
    subject.hint(
      'its launch template is elsewhere; m5.large and a small volume are assumed',
    );
  }
  const type = named
    ? subject.text('m5.large', 'InstanceType')
    : (launchedType(template, launched) ?? 'm5.large');
  const tenancy = subject.text(
    template?.text('default', ...launched, 'Placement', 'Tenancy') ?? 'default',
    'Tenancy',
  );
  adviseFamily(subject, type);
  const ownDisks = subject.value('BlockDeviceMappings') !== undefined;
  const hasPublicAddress = [
    ...subject.list(0, 'NetworkInterfaces'),
    ...(template?.list(0, ...launched, 'NetworkInterfaces') ?? []),
  ].some(
    item => isRecord(item) && asText(item.AssociatePublicIpAddress) === 'true',
  );
  return [
    ...(tenancy === 'dedicated'
      ? hourly('ec2', `${type}:dedicated`, 1, `${type} instance, dedicated`)
      : hourly('ec2', type, 1, `${type} instance, Linux`)),
    ...(template && !ownDisks
      ? volumes(template, [...launched, 'BlockDeviceMappings'], 1)
      : volumes(subject, ['BlockDeviceMappings'], 1)),
    ...(hasPublicAddress
      ? hourly('vpc', 'public-ipv4', 1, 'Public IPv4 address')
      : []),
    ...dataOut(subject),
  ];
};

/** Auto Scaling groups: their desired (else smallest) number of instances all month. */
export const autoScalingGroup: Rule = subject => {
  const smallest = subject.number(1, 'MinSize');
  const count = subject.number(smallest, 'DesiredCapacity');
  const template =
    subject.related('LaunchTemplate', 'LaunchTemplateId') ??
    subject.related(
      'MixedInstancesPolicy',
      'LaunchTemplate',
      'LaunchTemplateSpecification',
      'LaunchTemplateId',
    );
  const configuration = subject.related('LaunchConfigurationName');
  const source = template ?? configuration;
  const base = template ? ['LaunchTemplateData'] : [];
  if (!source) {
    subject.hint('no launch template in this template; m5.large is assumed');
  }
  const type = overridden(subject) ?? launchedType(source, base) ?? 'm5.large';
  if (
    source?.text('', ...base, 'InstanceMarketOptions', 'MarketType') === 'spot'
  ) {
    subject.hint('spot instances are priced as on-demand; expect to pay less');
  }
  adviseFamily(subject, type);
  return [
    ...hourly('ec2', type, count, `${count} × ${type} instance, Linux`),
    ...(source ? volumes(source, [...base, 'BlockDeviceMappings'], count) : []),
  ];
};

/** The first type that a mixed group may start in place of its launch template's. */
function overridden(subject: Subject): string | undefined {
  const [first] = subject
    .list(0, 'MixedInstancesPolicy', 'LaunchTemplate', 'Overrides')
    .filter(isRecord);
  const type = first && asText(first.InstanceType);
  if (!type) {
    return first && isRecord(first.InstanceRequirements) ? CHOSEN : undefined;
  }
  subject.hint(`priced as ${type}, the first of the types that it may start`);
  return type;
}

/** Warm pools: instances of a group that wait; the book has no figure of those that run while they wait. */
export const warmPool: Rule = subject => {
  if (subject.text('Stopped', 'PoolState') !== 'Running') {
    subject.hint('the volumes of instances that wait are not priced');
    return [];
  }
  return hourly('ec2', 'warm-pool', 1, 'Running instances that wait');
};

/** EBS volumes. */
export const volume: Rule = subject => {
  const type = subject.text('gp2', 'VolumeType');
  return volumeComponents(subject, {
    type,
    size: subject.number(ROOT_VOLUME_GB, 'Size'),
    iops: subject.number(0, 'Iops'),
    throughput: subject.number(0, 'Throughput'),
    count: 1,
  });
};

/** Functions: requests of 100 ms each. The free allowance of an account is not subtracted. */
export const lambdaFunction: Rule = subject => {
  const memoryGb = subject.number(128, 'MemorySize') / 1024;
  const architecture = subject.list(0, 'Architectures').includes('arm64')
    ? 'arm'
    : 'x86';
  const millions = subject.usage('lambdaMillions');
  const seconds = millions * 1_000_000 * 0.1;
  return [
    ...used('lambda', 'requests', millions, 'Requests'),
    ...used(
      'lambda',
      `${architecture}:duration`,
      seconds * memoryGb,
      `Duration at 100 ms and ${Math.round(memoryGb * 1024)} MB`,
    ),
  ];
};

/** Sources of events; pollers that are kept ready have a price of their own, which the book lacks. */
export const eventSource: Rule = subject => {
  const pollers = subject.number(
    0,
    'ProvisionedPollerConfig',
    'MinimumPollers',
  );
  return hourly('lambda', 'poller', pollers, `${pollers} provisioned pollers`);
};

/** Versions and aliases: what is kept ready of their function, all month. */
export const provisionedConcurrency: Rule = subject => {
  const scaling = subject.referrers(
    'AWS::ApplicationAutoScaling::ScalableTarget',
  );
  const ready = Math.max(
    subject.number(
      0,
      'ProvisionedConcurrencyConfig',
      'ProvisionedConcurrentExecutions',
    ),
    ...scaling.map(each => each.number(0, 'MinCapacity')),
  );
  if (ready === 0) {
    return [];
  }
  const target = subject.related('FunctionName');
  if (!target) {
    subject.hint('its function is elsewhere; 128 MB are assumed');
  }
  const memory = target?.number(128, 'MemorySize') ?? 128;
  return [
    fixed(
      'lambda',
      'provisioned',
      (ready * memory * HOURS_PER_MONTH * 3600) / 1024,
      `${ready} provisioned executions of ${memory} MB`,
    ),
  ];
};

/** Outgoing data beyond the first GB. */
export function dataOut(subject: Subject): Component[] {
  return used(
    'ec2-other',
    'data-transfer:out',
    Math.max(0, subject.usage('dataOutGb') - 1),
    'Data out to the internet',
  );
}

function volumes(subject: Subject, path: string[], count: number): Component[] {
  const mappings = subject.list(1, ...path).filter(isRecord);
  const disks = mappings.map(mapping => mapping.Ebs).filter(isRecord);
  if (disks.length === 0) {
    return volumeComponents(subject, {
      type: 'gp2',
      size: ROOT_VOLUME_GB,
      iops: 0,
      throughput: 0,
      count,
    });
  }
  return disks.flatMap(disk =>
    volumeComponents(subject, {
      type: typeof disk.VolumeType === 'string' ? disk.VolumeType : 'gp2',
      size: positive(disk.VolumeSize, ROOT_VOLUME_GB),
      iops: positive(disk.Iops, 0),
      throughput: positive(disk.Throughput, 0),
      count,
    }),
  );
}

function volumeComponents(
  subject: Subject,
  disk: {
    type: string;
    size: number;
    iops: number;
    throughput: number;
    count: number;
  },
): Component[] {
  const { type, size, count } = disk;
  if (type === 'gp2' && count > 0) {
    subject.hint('gp3 volumes cost about 20 % less than gp2');
  }
  const iops = type === 'gp3' ? Math.max(0, disk.iops - 3000) : disk.iops;
  const throughput = type === 'gp3' ? Math.max(0, disk.throughput - 125) : 0;
  const priced = type === 'gp3' ? 'ebs:gp3-iops' : 'ebs:io1-iops';
  const parts = [
    fixed(
      'ec2-other',
      `ebs:${type}`,
      size * count,
      `${size} GB ${type} volume`,
    ),
  ];
  if (iops > 0 && ['gp3', 'io1', 'io2'].includes(type)) {
    parts.push(fixed('ec2-other', priced, iops * count, 'Provisioned IOPS'));
  }
  if (throughput > 0) {
    parts.push(
      fixed(
        'ec2-other',
        'ebs:gp3-throughput',
        throughput * count,
        'Provisioned throughput',
      ),
    );
  }
  return parts.filter(part => part.quantity > 0);
}

function positive(value: unknown, fallback: number): number {
  const number = Number(asText(value));
  return Number.isFinite(number) && number > 0 ? number : fallback;
}

/** Families whose Graviton sibling does the same work for about a fifth less. */
const GRAVITON: Record<string, string> = { t3: 't4g', m5: 'm6g', m6i: 'm6g' };

function adviseFamily(subject: Subject, type: string): void {
  const [family, size] = type.split('.');
  const sibling = GRAVITON[family];
  if (sibling) {
    subject.hint(
      `${sibling}.${size} (Arm) costs about 20 % less than ${type}, if the software runs on it`,
    );
  }
}
