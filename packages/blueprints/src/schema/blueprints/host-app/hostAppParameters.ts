import { z } from 'zod';
import { firewallShape } from '../../firewall';
import { accountIdSchema, certifiedNameSchema } from '../../names';
import { databaseVersionSchema, networkCidrSchema } from '../../parts';
import { hostedZoneIdSchema, imageSchema } from '../../serviceParts';

/** What the deployment of the portal can be asked for. */
export const hostAppParameters = z.strictObject({
  image: imageSchema
    .regex(
      /@sha256:[0-9a-f]{64}$/,
      'must name the image by its digest, such as …/host-app@sha256:…: a tag can come to mean another image',
    )
    .meta({
      title: 'Image of the portal',
      description:
        'By its digest, in the image repository that platform-services makes, or in another one. A change is a blue-green deployment.',
    }),
  taskSize: z.enum(['medium', 'large']).meta({
    title: 'Size of a replica',
    description:
      'medium: 1 vCPU and 2 GiB, of which a replica takes 1.5 where prices are asked for. large: 2 and 4.',
  }),
  tasks: z
    .number()
    .int('must be a whole number')
    .min(2, 'must be at least 2: one replica is lost with its zone')
    .max(6, 'must be at most 6')
    .meta({
      title: 'Replicas',
      description: 'They share the work through the database.',
    }),
  organization: z
    .string()
    .min(1, 'must not be empty')
    .max(60, 'must have at most 60 characters')
    .regex(/^[ -~]+$/, 'must be of letters, digits and signs of ASCII')
    .meta({
      title: 'Organisation',
      description: 'The name that the portal shows.',
      examples: ['Acme'],
    }),
  githubOrganization: z
    .string()
    .regex(
      /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})$/,
      'must be the name of an organisation on GitHub, such as acme',
    )
    .meta({
      title: 'GitHub organisation',
      description: 'Whose people and teams the portal knows.',
      examples: ['acme'],
    }),
  infrastructureRepository: z
    .string()
    .max(200, 'must have at most 200 characters')
    .regex(
      /^https:\/\/[a-z0-9.-]+\/[A-Za-z0-9-]+\/[A-Za-z0-9._-]+$/,
      'must be the address of a repository, such as https://github.com/acme/infrastructure',
    )
    .meta({
      title: 'Infrastructure repository',
      description: 'The address of the repository that holds the units.',
      examples: ['https://github.com/acme/infrastructure'],
    }),
  accounts: z
    .array(accountIdSchema)
    .min(1, 'must name at least one account')
    .max(100, 'must have at most 100 entries')
    .refine(accounts => new Set(accounts).size === accounts.length, {
      message: 'must not name an account twice',
    })
    .meta({
      title: 'Accounts that it shows',
      description:
        'Those of environments.accounts, and the one that pays: the portal assumes the read role there, and takes their stack events.',
    }),
  rolePrefix: z
    .string()
    .regex(
      /^[a-z][a-z0-9-]{1,20}$/,
      'must be 2 to 21 lower-case letters, digits and hyphens',
    )
    .meta({
      title: 'Prefix of role names',
      description:
        'That of the bootstraps: the portal assumes <prefix>-read, and no other role.',
    }),
  cidr: networkCidrSchema,
  domainName: certifiedNameSchema.meta({
    title: 'Domain name',
    description: 'Where browsers and GitHub’s webhook reach the portal.',
    examples: ['plinth.example.com'],
  }),
  hostedZoneId: hostedZoneIdSchema,
  ...firewallShape,
  databaseVersion: databaseVersionSchema,
  databaseClass: z
    .enum(['db.t4g.small', 'db.t4g.medium', 'db.m6g.large'])
    .meta({
      title: 'Database class',
      description:
        'Each replica has 30 connections, and twice as many run while one version replaces another.',
    }),
  databaseStorageGiB: z
    .number()
    .int('must be a whole number of GiB')
    .min(20, 'must be at least 20 GiB, the smallest gp3 volume')
    .max(1000, 'must be at most 1000 GiB')
    .meta({
      title: 'Database storage (GiB)',
      description: 'Grows by itself up to twice this size.',
    }),
  databaseMultiAz: z.boolean().meta({
    title: 'Standby database in a second zone',
    description:
      'Fails over by itself; doubles the cost of the instance. Required outside of dev.',
  }),
});

/** Complete parameters of the portal. */
export type HostAppParameters = z.output<typeof hostAppParameters>;
