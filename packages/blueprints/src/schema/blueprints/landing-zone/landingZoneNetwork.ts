import { z } from 'zod';
import { cidrContains, isPrivateCidr, parseCidr } from '../../cidr';
import type { OpenNetwork } from '../../blueprint';
import type { Issue } from '../../issue';
import { availabilityZonesSchema, networkCidrSchema } from '../../parts';

/** AWS services that the hub can offer over PrivateLink. */
export const HUB_ENDPOINTS = [
  'ecr',
  'kms',
  'logs',
  'secretsmanager',
  'ssm',
  'sts',
  'xray',
] as const;

/** Whom an attachment belongs to; it decides which networks it reaches. */
const SPOKE_GROUPS = ['production', 'non-production', 'external'] as const;

/** An address that the internet may route to: no private, shared, loopback, link-local, benchmark or multicast range. */
export function isPublicIpv4(text: string): boolean {
  const block = `${text}/32`;
  if (!parseCidr(block)) {
    return false;
  }
  return ![
    '0.0.0.0/8',
    '10.0.0.0/8',
    '100.64.0.0/10',
    '127.0.0.0/8',
    '169.254.0.0/16',
    '172.16.0.0/12',
    '192.0.0.0/24',
    '192.168.0.0/16',
    '198.18.0.0/15',
    '224.0.0.0/3',
  ].some(range => cidrContains(range, block));
}

const attachmentSchema = z.strictObject({
  attachmentId: z
    .string()
    .regex(
      /^tgw-attach-(?:[0-9a-f]{8}|[0-9a-f]{17})$/,
      'must be the ID of a transit gateway attachment, such as tgw-attach-0123456789abcdef0',
    )
    .meta({ title: 'Attachment' }),
  group: z.enum(SPOKE_GROUPS).meta({
    title: 'Group',
    description:
      'production and non-production never reach each other; external is the VPN.',
  }),
});

/** The hub network and what is attached to it. */
export const hubShape = {
  hub: z.boolean().meta({
    title: 'Hub network',
    description:
      'An organization has one. Turn it off in the management account, where only guardrails and access belong; the network stays reserved.',
  }),
  cidr: networkCidrSchema,
  availabilityZones: availabilityZonesSchema,
  natGateways: z.enum(['none', 'single', 'per-zone']).meta({
    title: 'NAT gateways',
    description:
      'The hub needs none for its endpoints. They serve what you run in the hub; spokes keep their own.',
  }),
  amazonSideAsn: z
    .number()
    .int('must be a whole number')
    .refine(
      asn =>
        (asn >= 64512 && asn <= 65534) ||
        (asn >= 4200000000 && asn <= 4294967294),
      'must be a private ASN: 64512 to 65534, or 4200000000 to 4294967294',
    )
    .meta({
      title: 'ASN of the transit gateway',
      description:
        'Must differ from those of VPN partners. It cannot change later.',
    }),
  reachableCidrs: z
    .array(
      z
        .string()
        .refine(text => parseCidr(text) !== undefined, {
          message:
            'must be an IPv4 block whose host bits are zero, such as 10.0.0.0/8',
          abort: true,
        })
        .refine(isPrivateCidr, {
          message:
            'must lie in 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16 (RFC 1918)',
        }),
    )
    .min(1, 'must name at least one block')
    .max(20, 'must have at most 20 blocks')
    .meta({
      title: 'Networks behind the transit gateway (CIDR)',
      description:
        'Where the hub sends to through the transit gateway: the networks of spokes and of VPN partners.',
    }),
  shareWith: z
    .array(
      z
        .string()
        .regex(
          /^(?:organization|ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}|\d{12})$/,
          'must be "organization", the ID of an organizational unit such as ou-ab12-cd34ef56, or an account ID of 12 digits',
        ),
    )
    .max(50, 'must have at most 50 entries')
    .meta({
      title: 'Share the transit gateway with',
      description:
        'Who may attach networks. An attachment reaches nothing until it is named below.',
    }),
  attachments: z
    .array(attachmentSchema)
    .max(200, 'must have at most 200 attachments')
    .meta({
      title: 'Attachments',
      description:
        'What may send and receive through the transit gateway, once it exists: one entry for each spoke, and for the VPN.',
    }),
  endpoints: z.array(z.enum(HUB_ENDPOINTS)).meta({
    title: 'PrivateLink endpoints',
    description: 'AWS services that the hub offers without the internet.',
    uniqueItems: true,
  }),
  vpnGatewayIp: z
    .string()
    .refine(
      isPublicIpv4,
      'must be the public IPv4 address of the customer gateway, such as 203.0.113.10',
    )
    .optional()
    .meta({
      title: 'VPN: address of the customer gateway',
      description:
        'Makes a site-to-site VPN to it. AWS makes the pre-shared keys and keeps them in Secrets Manager.',
      examples: ['203.0.113.10'],
    }),
  vpnGatewayAsn: z
    .number()
    .int('must be a whole number')
    .min(1, 'must be at least 1')
    .max(2147483647, 'must be at most 2147483647')
    .meta({
      title: 'VPN: ASN of the customer gateway',
      description: 'Routes are exchanged by BGP.',
    }),
} as const;

/** Complete parameters of the hub. */
export type HubParameters = z.output<z.ZodObject<typeof hubShape>>;

/** Rules between the hub's own parameters. */
export function checkHub(hub: OpenNetwork<HubParameters>): Issue[] {
  if (!hub.hub) {
    return checkWithoutHub(hub);
  }
  const issues: Issue[] = [];
  hub.reachableCidrs.forEach((block, index) => {
    if (hub.cidr && cidrContains(hub.cidr, block)) {
      issues.push({
        parameter: `parameters.reachableCidrs.${index}`,
        message: `${block} overlaps the hub: it lies in its network ${hub.cidr}, which is never reached through the transit gateway`,
      });
    }
  });
  issues.push(
    ...checkTwice('reachableCidrs', hub.reachableCidrs),
    ...checkTwice('shareWith', hub.shareWith),
    ...checkTwice(
      'attachments',
      hub.attachments.map(({ attachmentId }) => attachmentId),
    ),
  );
  if (hub.vpnGatewayIp && hub.vpnGatewayAsn === hub.amazonSideAsn) {
    issues.push({
      parameter: 'parameters.vpnGatewayAsn',
      message: `must differ from amazonSideAsn ${hub.amazonSideAsn}: BGP drops routes that carry its own number`,
    });
  }
  return issues;
}

function checkWithoutHub(hub: OpenNetwork<HubParameters>): Issue[] {
  const asked = {
    attachments: hub.attachments.length > 0,
    endpoints: hub.endpoints.length > 0,
    vpnGatewayIp: hub.vpnGatewayIp !== undefined,
  };
  return Object.entries(asked)
    .filter(([, given]) => given)
    .map(([parameter]) => needsHub(parameter));
}

/** Says that a parameter makes no sense without the hub network. */
export function needsHub(parameter: string): Issue {
  return {
    parameter: `parameters.${parameter}`,
    message: 'needs the hub network; turn hub on, or leave it out',
  };
}

/** Refuses a value that a list names twice. */
export function checkTwice(
  parameter: string,
  values: readonly string[],
): Issue[] {
  return [...new Set(values)]
    .filter(value => values.indexOf(value) !== values.lastIndexOf(value))
    .map(value => ({
      parameter: `parameters.${parameter}`,
      message: `names ${value} twice; remove one`,
    }));
}
