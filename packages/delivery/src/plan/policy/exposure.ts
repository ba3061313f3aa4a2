import { blockSize, parseCidr } from '@plinth/blueprints/schema';
import { asText } from '@plinth/pricing';
import type { SynthesizedStack } from '../../synth/Assembly';
import type { TemplateText } from './TemplateText';
import type { Violation } from './Violation';

/** Ports at which machines are administered or data is served; from the internet nobody has business there. */
const INNER_PORTS: readonly number[] = [
  20, 21, 22, 23, 135, 139, 445, 1433, 1434, 1521, 2049, 2375, 2376, 2379, 3306,
  3389, 5432, 5439, 5601, 5900, 5985, 5986, 6379, 8182, 9042, 9092, 9200, 9300,
  11211, 27017, 27018, 27019,
];

/** Ranges of this many addresses together are no customer's network any more: a /8 of IPv4, a /12 of IPv6. */
const WORLD_IPV4 = 2 ** 24;
const WORLD_IPV6 = 2n ** 116n;

/** Blocks that no router of the internet carries; source: RFC 1918, RFC 6598. */
const PRIVATE: readonly Range[] = [
  '10.0.0.0/8',
  '100.64.0.0/10',
  '172.16.0.0/12',
  '192.168.0.0/16',
].flatMap(text => rangeOf(text) ?? []);

/** IPv4 addresses as numbers, the last one excluded. */
interface Range {
  readonly from: number;
  readonly until: number;
}

interface IngressRule {
  readonly resource: string;
  readonly from: number;
  readonly until: number;
  readonly ipv4?: Range;
  /** How many addresses. */
  readonly ipv6?: bigint;
}

/**
 * Inner ports that security groups of a stack open to the internet, also by ranges that only together are the internet, and
 * also by rules that are resources of their own (PMO-6).
 */
export function exposureViolations(
  stack: SynthesizedStack,
  text: TemplateText,
): Array<Violation & { resource: string }> {
  const groups = new Map<string, IngressRule[]>();
  for (const [id, { Type, Properties = {} }] of Object.entries(
    stack.template.Resources ?? {},
  )) {
    if (Type === 'AWS::EC2::SecurityGroup') {
      const rules = text.branches(Properties.SecurityGroupIngress);
      add(
        groups,
        id,
        rules.flatMap(rule => toRules(id, rule, text)),
      );
    } else if (Type === 'AWS::EC2::SecurityGroupIngress') {
      add(
        groups,
        groupOf(Properties.GroupId, id),
        toRules(id, Properties, text),
      );
    }
  }
  return [...groups.values()].flatMap(rules => {
    const port = INNER_PORTS.find(each =>
      isWorld(rules.filter(({ from, until }) => from <= each && each <= until)),
    );
    const opener = rules.find(
      ({ from, until }) => port !== undefined && from <= port && port <= until,
    );
    return port === undefined || !opener
      ? []
      : [
          {
            rule: 'open-administration',
            resource: opener.resource,
            message: `opens port ${port} to the world; use Session Manager, or name the source.`,
          },
        ];
  });
}

function add(
  groups: Map<string, IngressRule[]>,
  group: string,
  rules: readonly IngressRule[],
): void {
  groups.set(group, [...(groups.get(group) ?? []), ...rules]);
}

/** The logical id of a group of this stack; rules for a group of elsewhere are judged by themselves. */
function groupOf(value: unknown, otherwise: string): string {
  const reference = value as { Ref?: unknown; 'Fn::GetAtt'?: unknown } | null;
  const attribute = reference?.['Fn::GetAtt'];
  return (
    asText(reference?.Ref) ||
    asText(Array.isArray(attribute) ? attribute[0] : attribute).split('.')[0] ||
    otherwise
  );
}

function toRules(
  resource: string,
  raw: unknown,
  text: TemplateText,
): IngressRule[] {
  const rule = (raw ?? {}) as Record<string, unknown>;
  const first = (value: unknown) => text.all(value)[0];
  const protocol = first(rule.IpProtocol) ?? '-1';
  // Every protocol means every port, whatever else the rule says; ICMP has types where TCP has ports.
  if (/^(icmp|icmpv6|1|58)$/i.test(protocol)) {
    return [];
  }
  const all = protocol === '-1';
  const from = all ? 0 : Number(first(rule.FromPort) ?? 0);
  const until = all ? 65_535 : Number(first(rule.ToPort) ?? 65_535);
  const port = from === -1 ? { from: 0, until: 65_535 } : { from, until };
  return [
    ...text.all(rule.CidrIp).flatMap(cidr => {
      const ipv4 = rangeOf(cidr);
      return ipv4 ? [{ resource, ...port, ipv4 }] : [];
    }),
    ...text.all(rule.CidrIpv6).flatMap(cidr => {
      const prefix = /\/(\d{1,3})$/.exec(cidr)?.[1];
      return prefix
        ? [{ resource, ...port, ipv6: addressesBelow(Number(prefix)) }]
        : [];
    }),
  ];
}

/** The first address of a block and that after its last; undefined for what is no block. */
function rangeOf(text: string): Range | undefined {
  const cidr = parseCidr(text);
  return (
    cidr && {
      from: cidr.address,
      until: cidr.address + blockSize(cidr.prefix),
    }
  );
}

function addressesBelow(prefix: number): bigint {
  return 2n ** BigInt(128 - Math.min(128, prefix));
}

/** Whether rules together let in so many addresses of the internet that they can only mean all of it. */
function isWorld(rules: readonly IngressRule[]): boolean {
  const ipv6 = rules.reduce((sum, rule) => sum + (rule.ipv6 ?? 0n), 0n);
  if (ipv6 >= WORLD_IPV6) {
    return true;
  }
  const ranges = rules
    .flatMap(({ ipv4 }) => ipv4 ?? [])
    .sort((a, b) => a.from - b.from);
  let counted = 0;
  let end = 0;
  for (const { from, until } of ranges) {
    counted += publicAddresses(Math.max(from, end), until);
    end = Math.max(end, until);
  }
  return counted >= WORLD_IPV4;
}

function publicAddresses(from: number, until: number): number {
  const inside = PRIVATE.reduce(
    (sum, block) =>
      sum +
      Math.max(0, Math.min(until, block.until) - Math.max(from, block.from)),
    0,
  );
  return Math.max(0, until - from) - inside;
}
