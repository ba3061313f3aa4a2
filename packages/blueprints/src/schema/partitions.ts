/**
 * AWS is several clouds, which share no accounts, no roles and no addresses. A region is in exactly one of these partitions.
 *
 * Source: the AWS documents "Amazon Resource Names (ARNs)" and "Regions and Zones", and `partitions.json` of the AWS SDKs.
 */
export interface Partition {
  /** As in ARNs, such as `aws-us-gov`. */
  readonly name: string;
  /** As people call it. */
  readonly title: string;
  /** What the codes of its regions begin with; the first partition that fits counts. */
  readonly prefix: string;
  /** What the names of its endpoints and of its regional services end in. */
  readonly dnsSuffix: string;
  /** Host of its console. */
  readonly console: string;
}

const COMMERCIAL: Partition = {
  name: 'aws',
  title: 'AWS',
  prefix: '',
  dnsSuffix: 'amazonaws.com',
  console: 'console.aws.amazon.com',
};

/** The partitions whose regions anybody can have an account in; those of secret regions count as the first one. */
export const PARTITIONS: readonly Partition[] = [
  {
    name: 'aws-us-gov',
    title: 'AWS GovCloud (US)',
    prefix: 'us-gov-',
    dnsSuffix: 'amazonaws.com',
    console: 'console.amazonaws-us-gov.com',
  },
  {
    name: 'aws-cn',
    title: 'AWS in China',
    prefix: 'cn-',
    dnsSuffix: 'amazonaws.com.cn',
    console: 'console.amazonaws.cn',
  },
  {
    name: 'aws-eusc',
    title: 'the AWS European Sovereign Cloud',
    prefix: 'eusc-',
    dnsSuffix: 'amazonaws.eu',
    console: 'console.amazonaws-eusc.eu',
  },
  COMMERCIAL,
];

/** The partition that a region is in, by its code. */
export function partitionOf(region: string): Partition {
  return (
    PARTITIONS.find(({ prefix }) => region.startsWith(prefix)) ?? COMMERCIAL
  );
}

/** An ARN in the partition of a region. What a service leaves out of its ARNs is left out here. */
export function arnIn(
  home: string,
  parts: {
    readonly service: string;
    readonly region?: string;
    readonly account?: string;
    readonly resource: string;
  },
): string {
  const { service, region = '', account = '', resource } = parts;
  return `arn:${partitionOf(home).name}:${service}:${region}:${account}:${resource}`;
}

/**
 * Address of a page in the console of a region.
 *
 * @param path - begins with a slash, such as `/cloudwatch/home?region=us-east-1`
 */
export function consoleUrl(region: string, path: string): string {
  return `https://${region}.${partitionOf(region).console}${path}`;
}
