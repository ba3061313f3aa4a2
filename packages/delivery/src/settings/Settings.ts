import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PIPELINE_NAMES } from '@plinth/blueprints/schema';
import type { RepositoryFiles } from '@plinth/repository/units';
import { z } from 'zod';
import { DeliveryError, messageOf } from '../errors';

const FILE = 'plinth.json';

const roleName = z
  .string()
  .regex(
    /^[\w+=,.@-]{1,64}$/,
    'must be the name of an IAM role, without account or path',
  );

/**
 * What it names runs where deployments are made, so it must be where CODEOWNERS gives it to the owners of the governance file. A
 * URL of a file would be loaded too, wherever that lies.
 */
const blueprintModule = z
  .string()
  .min(1, 'must name a module')
  .regex(
    /^(\.\/blueprints\/|@?[a-z0-9])(?!.*(\.\.|:))/s,
    'must be a package, or a module below ./blueprints/, which belongs to the owners of the governance file',
  );

const settingsSchema = z.strictObject({
  portalUrl: z
    .union([z.literal(''), z.url('must be an absolute URL')])
    .optional(),
  audience: z.string().min(1).default('plinth'),
  roles: z
    .strictObject({
      plan: roleName.default(PIPELINE_NAMES.plan),
      deploy: roleName.default(PIPELINE_NAMES.deploy),
    })
    .prefault({}),
  bootstrapQualifier: z
    .string()
    .regex(/^[a-z0-9]{1,10}$/, 'must be the qualifier given to `cdk bootstrap`')
    .default(PIPELINE_NAMES.qualifier),
  identity: z
    .strictObject({
      path: z
        .string()
        .regex(/^\/([\w-]{1,64}\/)+$/, 'must be a path such as /plinth/'),
      permissionsBoundary: z
        .string()
        .regex(
          /^([\w-]{1,64}\/)*[\w+=,.@-]{1,128}$/,
          'must be path and name of a policy, such as plinth-platform/plinth-boundary',
        ),
    })
    .optional(),
  blueprints: z.array(blueprintModule).default([]),
  /** False where GitHub's plan has no required reviewers: then the approval of the plan is all that deployments wait for. */
  environmentReviewers: z.boolean().default(true),
  concurrency: z.int().min(1).max(20).default(3),
});

/** What `plinth.json` in the root of an infrastructure repository says, with defaults filled in. */
export type Settings = z.infer<typeof settingsSchema>;

/** The environment variables that override single settings. */
const OVERRIDES = {
  portalUrl: 'PLINTH_PORTAL_URL',
  audience: 'PLINTH_OIDC_AUDIENCE',
  bootstrapQualifier: 'PLINTH_BOOTSTRAP_QUALIFIER',
} as const;

/**
 * Reads `plinth.json` of a checkout and applies the environment's overrides; an empty variable counts as unset.
 *
 * Throws a `DeliveryError` when the file is missing or a setting breaks a rule.
 */
export function readSettings(root: string, env: NodeJS.ProcessEnv): Settings {
  let text: string;
  try {
    text = readFileSync(path.join(root, FILE), 'utf8');
  } catch (error) {
    throw new DeliveryError(
      `Cannot read plinth.json in ${root}: ${messageOf(error)}. Run plinth in the root of the infrastructure repository.`,
      'settings',
    );
  }
  return parseSettings(text, env);
}

/** The same of a commit, whose `plinth.json` is only read as data. */
export async function settingsAt(
  files: RepositoryFiles,
  env: NodeJS.ProcessEnv,
): Promise<Settings> {
  const text = await files.read(FILE);
  if (text === undefined) {
    throw new DeliveryError(
      'The commit has no plinth.json; put it back.',
      'settings',
    );
  }
  return parseSettings(text, env);
}

function parseSettings(text: string, env: NodeJS.ProcessEnv): Settings {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new DeliveryError(
      `plinth.json is not JSON: ${messageOf(error)}`,
      'settings',
    );
  }
  const overrides = Object.entries(OVERRIDES).flatMap(([setting, variable]) =>
    env[variable] ? [[setting, env[variable]]] : [],
  );
  const result = z
    .looseObject({})
    .transform(given => ({ ...given, ...Object.fromEntries(overrides) }))
    .pipe(settingsSchema)
    .safeParse(json);
  if (result.success) {
    return result.data;
  }
  const issues = result.error.issues.map(
    issue => `${issue.path.join('.') || 'plinth.json'}: ${issue.message}`,
  );
  throw new DeliveryError(
    `plinth.json is not valid: ${issues.join('; ')}`,
    'settings',
  );
}
