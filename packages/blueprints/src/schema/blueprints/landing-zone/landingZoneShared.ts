import { z } from 'zod';
import type { Issue } from '../../issue';
import { certifiedNameSchema, hostNameSchema } from '../../names';
import type { UnitEnvelope } from '../../unit';
import { checkTwice } from './landingZoneNetwork';

/** Public registries that ECR can cache without credentials, by the first part of the cached names. */
export const CACHED_REGISTRIES = {
  'ecr-public': 'public.ecr.aws',
  kubernetes: 'registry.k8s.io',
  quay: 'quay.io',
} as const;

/** Names that other stacks of the account use for their own repositories, and those of cached registries. */
const RESERVED = ['cdk-', ...Object.keys(CACHED_REGISTRIES).map(p => `${p}/`)];

/** Route 53 writes query logs to, and signs with keys of, this region alone. */
const ROUTE53_REGION = 'us-east-1';

const imageSchema = z.strictObject({
  name: z
    .string()
    .min(2, 'must have at least 2 characters')
    .max(200, 'must have at most 200 characters')
    .regex(
      /^[a-z][a-z0-9]*(?:[._/-][a-z0-9]+)*$/,
      'must be the name of an image repository in lower case, such as platform/base',
    )
    .meta({ title: 'Name' }),
  publisher: z
    .string()
    .regex(
      /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})\/[A-Za-z0-9._-]{1,100}$/,
      'must be owner/repository, such as acme/images',
    )
    .meta({
      title: 'Publisher',
      description:
        'owner/repository whose main branch and version tags may push it.',
    }),
});

/** What the accounts of the organization share: names, certificates, images. */
export const sharedShape = {
  domain: certifiedNameSchema.optional().meta({
    title: 'Public domain',
    description: 'Makes its public hosted zone.',
    examples: ['example.com'],
  }),
  certificate: z.boolean().meta({
    title: 'Certificate of the domain',
    description:
      'For the domain and *.domain. Turn it on once the registrar points to the zone’s name servers: the deployment waits until then.',
  }),
  dnssec: z.boolean().meta({
    title: 'Sign the zone (DNSSEC)',
    description:
      'Only in us-east-1. Add the DS record at the registrar afterwards.',
  }),
  dnsQueryLogs: z.boolean().meta({
    title: 'Log queries of the zone',
    description: 'Only in us-east-1, where Route 53 writes them.',
  }),
  privateDomain: hostNameSchema.optional().meta({
    title: 'Private domain',
    description: 'Makes a private hosted zone of the hub network.',
    examples: ['internal.example.com'],
  }),
  images: z
    .array(imageSchema)
    .max(100, 'must have at most 100 image repositories')
    .meta({
      title: 'Image repositories',
      description:
        'Every account of the organization may pull; only the publisher may push.',
      examples: [[{ name: 'platform/base', publisher: 'acme/images' }]],
    }),
  imageScanning: z.enum(['basic', 'enhanced']).meta({
    title: 'Image scanning of the registry',
    description:
      'basic: on push, free. enhanced: Amazon Inspector, again with every new finding, at a price for each image.',
  }),
  cachedRegistries: z
    .array(
      z.enum(
        Object.keys(CACHED_REGISTRIES) as [keyof typeof CACHED_REGISTRIES],
      ),
    )
    .meta({
      title: 'Cached public registries',
      description: 'Images that are pulled from here are fetched and kept.',
      uniqueItems: true,
    }),
  issuer: z
    .string()
    .max(200, 'must have at most 200 characters')
    .regex(
      /^[a-z0-9.-]+\.[a-z]{2,}(\/[A-Za-z0-9._-]+)*$/,
      'must be the issuer of OIDC tokens without https://, such as token.actions.githubusercontent.com',
    )
    .meta({
      title: 'OIDC issuer',
      description:
        'Whose provider the bootstrap of this account made, without https://.',
    }),
  config: z.boolean().meta({
    title: 'AWS Config',
    description:
      'Records resources and checks rules. An account has one recorder in each region; turn it off where there is one.',
  }),
  guardDuty: z.boolean().meta({
    title: 'Create the GuardDuty detector',
    description:
      'An account has one detector in each region; turn it off where the organization made it.',
  }),
} as const;

/** Complete parameters of what is shared. */
export type SharedParameters = z.output<z.ZodObject<typeof sharedShape>>;

/** Rules between what is shared and the place of the unit. */
export function checkShared(
  unit: UnitEnvelope,
  shared: SharedParameters,
): Issue[] {
  const issues: Issue[] = [];
  for (const option of ['certificate', 'dnssec', 'dnsQueryLogs'] as const) {
    if (shared[option] && !shared.domain) {
      issues.push({
        parameter: `parameters.${option}`,
        message: 'needs a domain; name one, or turn it off',
      });
    }
  }
  for (const option of ['dnssec', 'dnsQueryLogs'] as const) {
    if (shared[option] && unit.region !== ROUTE53_REGION) {
      issues.push({
        parameter: `parameters.${option}`,
        message: `works only in ${ROUTE53_REGION}, where Route 53 keeps keys and logs, and this environment lives in ${unit.region}; turn it off`,
      });
    }
  }
  issues.push(
    ...checkTwice(
      'images',
      shared.images.map(({ name }) => name),
    ),
  );
  shared.images.forEach(({ name }, index) => {
    if (RESERVED.some(prefix => name.startsWith(prefix))) {
      issues.push({
        parameter: `parameters.images.${index}.name`,
        message: `${name} begins like repositories of the CDK or of a cached registry (${RESERVED.join(', ')}); choose another name`,
      });
    }
  });
  return issues;
}
