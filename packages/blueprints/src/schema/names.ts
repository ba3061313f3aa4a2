import { valid } from 'semver';
import { z } from 'zod';

/** 3 to 40 characters; `--` is refused besides, see `unitNameSchema`. */
export const UNIT_NAME_PATTERN = /^[a-z][a-z0-9-]{1,38}[a-z0-9]$/;

/**
 * Names that mean something else where a unit's name becomes one: the CDK's own artifact and toolkit stack, what every
 * JavaScript object answers to, and pages and words of the portal.
 */
const TAKEN: ReadonlySet<string> = new Set([
  ...['cdk', 'cdktoolkit', 'manifest', 'tree'],
  ...['constructor', 'prototype', 'then', 'undefined', 'null', 'true', 'false'],
  ...['create', 'default', 'new'],
]);

/** How the platform's own stacks, the CDK's and AWS's, and the catalog entities of stacks begin. */
const TAKEN_START = /^(plinth|cdk|aws|amazon)-|^stack-\d{12}-/;

/** How the stacks end that a unit may have besides its own, and what is synthesized for its validation. */
const TAKEN_END = /-(dr|edge|fence|replica|traffic|validation|assets)$/;

/** Why a name that is well formed cannot be a unit's; undefined when it can. */
function takenName(name: string): string | undefined {
  if (TAKEN.has(name)) {
    return `must not be ${name}, which means something else to the tools that handle it`;
  }
  const start = TAKEN_START.exec(name)?.[0];
  if (start) {
    return `must not begin with ${start}, as stacks of the platform and of AWS do`;
  }
  const end = TAKEN_END.exec(name)?.[0];
  return end
    ? `must not end in ${end}, as the further stacks of units do`
    : undefined;
}

/** A unit's name; it is also the name of its CloudFormation stack and catalog entity. */
export const unitNameSchema = z
  .string()
  .regex(
    UNIT_NAME_PATTERN,
    'must have 3 to 40 lower-case letters, digits and single hyphens, start with a letter and end with a letter or digit',
  )
  .refine(name => !name.includes('--'), {
    message: 'must not contain two hyphens in a row',
  })
  .superRefine((name, context) => {
    const message = takenName(name);
    if (message) {
      context.addIssue({ code: 'custom', message });
    }
  })
  .meta({
    title: 'Name',
    description:
      'Lower-case letters, digits and hyphens, 3 to 40 characters. Environments and tenants share one set of names.',
    examples: ['claims-staging'],
  });

/** An AWS account ID: twelve digits, always text because of leading zeros. */
export const accountIdSchema = z
  .string()
  .regex(/^\d{12}$/, 'must be an AWS account ID of 12 digits')
  .meta({ title: 'Account', description: 'The AWS account ID, 12 digits.' });

/** A region's code by its form; whether the region is known is a rule of `validateUnit`. */
export const regionCodeSchema = z
  .string()
  .regex(
    /^[a-z]{2,4}(-[a-z]{2,12}){1,2}-\d$/,
    'must be an AWS region code such as us-east-1',
  )
  .meta({ title: 'Region', description: 'The AWS region, such as us-east-1.' });

/** Who answers for the unit: a full reference to a group or user of the catalog. */
export const ownerSchema = z
  .string()
  .max(120, 'must have at most 120 characters')
  .regex(
    /^(group|user):[a-z0-9]+([-_.]+[a-z0-9]+)*\/[A-Za-z0-9]+([-_.]+[A-Za-z0-9]+)*$/,
    'must be a full entity reference of a group or user, such as group:default/platform',
  )
  .meta({
    title: 'Owner',
    description: 'The group that answers for it, such as group:default/claims.',
  });

/** A semantic version, without ranges: a unit pins its blueprint. */
export const versionSchema = z
  .string()
  .refine(
    version => valid(version) === version,
    'must be an exact version such as 1.0.0; ranges are refused because a unit pins its blueprint',
  );

/** A host name of at least two labels, such as `api.example.com`; lower case, no wildcard. */
export const hostNameSchema = z
  .string()
  .max(253, 'must have at most 253 characters')
  .regex(
    /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
    'must be a host name in lower case such as app.example.com, without protocol, port or path',
  );

/** A host name that a certificate of ACM is asked for: its first name, which ACM limits (API reference, RequestCertificate). */
export const certifiedNameSchema = hostNameSchema
  .max(
    64,
    'must have at most 64 characters: ACM gives no certificate for a longer name',
  )
  .meta({ ofPlace: true });
