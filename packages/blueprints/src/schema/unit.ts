import { z } from 'zod';
import { STAGES } from './stages';
import { InputError, type Issue, quoteValue } from './issue';
import {
  accountIdSchema,
  ownerSchema,
  regionCodeSchema,
  unitNameSchema,
  versionSchema,
} from './names';

/** Money in whole US dollars a month; the upper limit catches a slip of the finger. */
export const monthlyBudgetSchema = z
  .number('must be a number of US dollars')
  .int('must be a whole number of US dollars')
  .min(1, 'must be at least 1 US dollar')
  .max(1_000_000, 'must be at most 1000000 US dollars')
  .meta({
    title: 'Monthly budget (US dollars)',
    description:
      'Alerts go out when 80 % and 100 % of it are spent, and when 100 % are foreseen.',
  });

/** All parameters of a unit as JSON; the largest of our blueprints take a tenth of it. */
const MAX_PARAMETERS = 65_536;

const common = {
  name: unitNameSchema,
  blueprint: z
    .string()
    .regex(
      /^[a-z][a-z0-9-]{1,62}$/,
      'must be the name of a blueprint: lower-case letters, digits and hyphens',
    ),
  version: versionSchema,
  stage: z.enum(STAGES, `must be one of ${STAGES.join(', ')}`),
  account: accountIdSchema,
  region: regionCodeSchema,
  owner: ownerSchema,
  monthlyBudget: monthlyBudgetSchema,
  parameters: z
    .record(z.string(), z.unknown())
    .refine(
      parameters => JSON.stringify(parameters).length <= MAX_PARAMETERS,
      `must be at most ${MAX_PARAMETERS} characters of JSON together`,
    ),
};

/** What `environment.json` holds. */
export const environmentUnitSchema = z.strictObject({
  kind: z.literal('environment'),
  ...common,
});

/** What `tenant.json` holds. */
export const tenantUnitSchema = z.strictObject({
  kind: z.literal('tenant'),
  ...common,
  environment: unitNameSchema,
});

/** The envelope of every unit; `parameters` are checked against the blueprint by `validateUnit`. */
export const unitSchema = z.discriminatedUnion(
  'kind',
  [environmentUnitSchema, tenantUnitSchema],
  'must be "environment" or "tenant"',
);

/** One environment, as in `environment.json`. */
export type EnvironmentUnit = z.infer<typeof environmentUnitSchema>;

/** One tenant of an environment, as in `tenant.json`. */
export type TenantUnit = z.infer<typeof tenantUnitSchema>;

/** What one folder of the infrastructure repository describes. */
export type Unit = EnvironmentUnit | TenantUnit;

/** What a unit says besides its parameters: what it is, where, and whose. */
export type UnitEnvelope =
  Omit<EnvironmentUnit, 'parameters'> | Omit<TenantUnit, 'parameters'>;

/** Reads the envelope of a unit; throws an `InputError` that names each parameter and its rule. */
export function parseUnit(json: unknown): Unit {
  const result = unitSchema.safeParse(json);
  if (result.success) {
    return result.data;
  }
  throw new InputError(describe(json), toIssues(result.error, json));
}

/** By kind of unit: the folder at the root of the infrastructure repository that holds the folders of such units. */
export const UNIT_ROOTS = {
  environment: 'environments',
  tenant: 'tenants',
} as const;

/** The folder of a unit in the infrastructure repository, and its `plinth:unit` tag: `environments/claims-staging`. */
export function unitPath(unit: Pick<Unit, 'kind' | 'name'>): string {
  return `${UNIT_ROOTS[unit.kind]}/${unit.name}`;
}

/** True for the path of a unit's folder, whether there is such a unit or not. */
export function isUnitPath(text: string): boolean {
  const [root, name, ...rest] = text.split('/');
  return (
    Object.values<string>(UNIT_ROOTS).includes(root) &&
    unitNameSchema.safeParse(name).success &&
    rest.length === 0
  );
}

/** The unit's catalog entity, and its `plinth:entity` tag. */
export function unitEntityRef(unit: Pick<Unit, 'name'>): string {
  return `resource:default/${unit.name}`;
}

/** Turns what zod found into issues with a dotted path under the prefix, quoting each offending value. */
export function toIssues(
  error: z.ZodError,
  input: unknown,
  prefix = '',
): Issue[] {
  return error.issues.map(issue => {
    const parameter = [prefix, ...issue.path.map(String)]
      .filter(Boolean)
      .join('.');
    if (issue.code === 'unrecognized_keys') {
      return {
        parameter,
        message: `unknown ${issue.keys.map(key => quoteValue(key)).join(', ')}; remove it or check the spelling`,
      };
    }
    const value = issue.path.reduce<unknown>(
      (at, key) =>
        at && typeof at === 'object'
          ? (at as Record<PropertyKey, unknown>)[key]
          : undefined,
      input,
    );
    return {
      parameter,
      message:
        value === undefined
          ? missing(issue.message)
          : `${issue.message} (got ${quoteValue(value)})`,
    };
  });
}

/** What is left out is required; zod's own words for that add nothing, those of a schema say what to give. */
function missing(message: string): string {
  return message.startsWith('Invalid input')
    ? 'is required'
    : `is required: ${message}`;
}

/** How messages call a unit that may not even be an object. */
export function describe(json: unknown): string {
  const { kind, name } = (
    json && typeof json === 'object' ? json : {}
  ) as Record<string, unknown>;
  return kind === 'environment' || kind === 'tenant'
    ? `${kind} ${quoteValue(name)}`
    : 'unit';
}
