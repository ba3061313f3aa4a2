import { z } from 'zod';
import { isPrivateCidr, parseCidr } from '../../cidr';
import { certifiedNameSchema } from '../../names';
import {
  containerPortSchema,
  healthCheckPathSchema,
  hostedZoneIdSchema,
  imageSchema,
  taskSizeSchema,
} from '../../serviceParts';

/** Node classes for log search that the form offers, cheapest first. */
const SEARCH_CLASSES = [
  't3.small.search',
  't3.medium.search',
  'm6g.large.search',
  'm6g.xlarge.search',
  'r6g.large.search',
  'r6g.xlarge.search',
] as const;

/** Variables that the blueprint sets itself. */
const RESERVED_VARIABLES = [
  'DATABASE_HOST',
  'DATABASE_PORT',
  'DATABASE_NAME',
  'DATABASE_SECRET_ARN',
  'BUCKET_NAME',
] as const;

const copies = (least: number, title: string, description: string) =>
  z
    .number()
    .int('must be a whole number')
    .min(least, `must be at least ${least}`)
    .max(100, 'must be at most 100')
    .meta({ title, description });

/** A service in the environment. */
export const serviceShape = {
  service: z.enum(['none', 'web']).meta({
    title: 'Service',
    description:
      'web: containers on Fargate behind a load balancer, scaled by load. none: the environment alone, for workloads that you add in stack.ts.',
  }),
  image: imageSchema,
  containerPort: containerPortSchema,
  healthCheckPath: healthCheckPathSchema,
  taskSize: taskSizeSchema,
  minCopies: copies(
    1,
    'Fewest copies',
    'How many tasks run at least, spread over the zones. The default follows the stage.',
  ),
  maxCopies: copies(
    1,
    'Most copies',
    'How many tasks run at most when the load grows. The default follows the stage.',
  ),
  domainName: certifiedNameSchema.optional().meta({
    title: 'Domain name',
    description:
      'Where people reach the service, over TLS. Left out: the load balancer has no way in from the internet, and answers inside of the network alone.',
    examples: ['claims.example.com'],
  }),
  hostedZoneId: hostedZoneIdSchema.optional(),
  secrets: z
    .array(
      z.strictObject({
        variable: z
          .string()
          .regex(
            /^[A-Z][A-Z0-9_]{0,63}$/,
            'must be the name of an environment variable in capitals, such as PAYMENT_KEY',
          )
          .meta({ title: 'Environment variable', examples: ['PAYMENT_KEY'] }),
        secret: z
          .string()
          .regex(
            /^[A-Za-z0-9/_+=.@-]{1,200}$/,
            'must be the name of a secret in Secrets Manager, such as claims/payment',
          )
          .refine(name => !/-[A-Za-z0-9]{6}$/.test(name), {
            message:
              'must be the name without the ending that Secrets Manager adds, and not look like it: a hyphen and six characters',
          })
          .meta({
            title: 'Secret',
            description: 'Its name, in this account and region.',
            examples: ['claims/payment'],
          }),
        key: z
          .string()
          .regex(
            /^[A-Za-z0-9_.-]{1,64}$/,
            'must be a key of the JSON object in the secret',
          )
          .optional()
          .meta({
            title: 'Key',
            description:
              'Of the JSON object in the secret. Left out: the whole text.',
          }),
      }),
    )
    .max(30, 'must have at most 30 entries')
    .refine(
      entries =>
        new Set(entries.map(({ variable }) => variable)).size ===
        entries.length,
      { message: 'must not name a variable twice' },
    )
    .refine(
      entries =>
        !entries.some(({ variable }) =>
          (RESERVED_VARIABLES as readonly string[]).includes(variable),
        ),
      {
        message: `must not name ${RESERVED_VARIABLES.join(', ')}, which the environment sets`,
      },
    )
    .meta({
      title: 'Secrets',
      description:
        'Given to the tasks as environment variables when they start, by reference: no value enters Git, the template or a log. A rotated secret reaches tasks at the next deployment.',
    }),
} as const;

/** What is measured and where it is charted. */
export const metricsShape = {
  metrics: z.enum(['cloudwatch', 'prometheus']).meta({
    title: 'Metrics',
    description:
      'cloudwatch: metrics of AWS and a dashboard. prometheus: besides, a managed workspace that keeps the metrics of the service itself for 15 days.',
  }),
  grafana: z.boolean().meta({
    title: 'Managed Grafana',
    description:
      'A workspace that reads the Prometheus metrics; people sign in through IAM Identity Center. Needs metrics prometheus.',
  }),
} as const;

/** Searchable logs. */
export const logSearchShape = {
  logSearch: z.enum(['none', 'opensearch']).meta({
    title: 'Log search',
    description:
      'opensearch: logs flow through Firehose into a search domain of the environment. none: CloudWatch Logs Insights remains.',
  }),
  logSearchClass: z.enum(SEARCH_CLASSES).meta({
    title: 'Log search class',
    description:
      'Instance class of the search nodes. t3 is for trials: production refuses it.',
  }),
  logSearchStorageGiB: z
    .number()
    .int('must be a whole number of GiB')
    .min(10, 'must be at least 10 GiB, the smallest volume of a node')
    .max(1024, 'must be at most 1024 GiB')
    .meta({
      title: 'Log search storage (GiB)',
      description: 'Of each search node.',
    }),
} as const;

/** The way to a hub network. */
export const spokeShape = {
  transitGatewayId: z
    .string()
    .regex(
      /^tgw-(?:[0-9a-f]{8}|[0-9a-f]{17})$/,
      'must be the ID of a transit gateway, such as tgw-0123456789abcdef0',
    )
    .optional()
    .meta({
      ofPlace: true,
      title: 'Transit gateway',
      description:
        'Attaches the private subnets to a hub. The gateway must be shared with this account and accept attachments by itself.',
      examples: ['tgw-0123456789abcdef0'],
    }),
  hubCidrs: z
    .array(
      z
        .string()
        .refine(text => parseCidr(text) !== undefined, {
          message:
            'must be an IPv4 block whose host bits are zero, such as 10.0.0.0/16',
          abort: true,
        })
        .refine(isPrivateCidr, {
          message:
            'must lie in 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16 (RFC 1918)',
        }),
    )
    .max(20, 'must have at most 20 entries')
    .refine(blocks => new Set(blocks).size === blocks.length, {
      message: 'must not name a block twice',
    })
    .meta({
      title: 'Networks behind the transit gateway (CIDR)',
      description:
        'Private subnets send what is for these blocks to the transit gateway, and the load balancer of a service without a domain name accepts them.',
      examples: [['10.0.0.0/16']],
    }),
} as const;
