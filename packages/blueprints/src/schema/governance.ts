import { z } from 'zod';
import type { BlueprintRegistry } from './BlueprintRegistry';
import { InputError, quoteValue } from './issue';
import { accountIdSchema, ownerSchema, regionCodeSchema } from './names';
import { RULE_PACKS } from './rulePacks';
import { STAGES } from './stages';
import { isUnitPath, toIssues, type Unit } from './unit';
import { inspectUnit, resolveParameters } from './validate';

/** Where the infrastructure repository says what is authorized. */
export const GOVERNANCE_FILE = 'governance/phase.yaml';

/** What the bootstrap phase may touch at most: the deployment backend, the OIDC provider and foundational roles (GOV-2). */
export const BOOTSTRAP_RESOURCE_TYPES: readonly string[] = [
  'AWS::S3::Bucket',
  'AWS::S3::BucketPolicy',
  'AWS::KMS::Key',
  'AWS::KMS::Alias',
  'AWS::SSM::Parameter',
  'AWS::ECR::Repository',
  'AWS::IAM::OIDCProvider',
  'AWS::IAM::Role',
  'AWS::IAM::Policy',
  'AWS::IAM::ManagedPolicy',
];

/** Rules of the plan that the owners of the governance file may except a unit from. */
export const EXCEPTABLE_RULES = [
  'least-privilege',
  'permissions.administrator',
  'permissions.assume-role',
  'permissions.escalation',
  'permissions.everybody',
  'permissions.foreign-account',
  'permissions.pass-role',
  'permissions.unread-policy',
  'open-administration',
] as const;

/** A rule as plans name it: its pack, a hyphen, and its name. */
const RULE_OF_PACK = new RegExp(
  `^(?:${RULE_PACKS.map(pack => pack.replaceAll('.', '\\.')).join('|')})-[A-Za-z0-9]+$`,
);

const exceptionSchema = z.strictObject({
  rule: z.union(
    [z.enum(EXCEPTABLE_RULES), z.string().regex(RULE_OF_PACK)],
    `must be one of ${EXCEPTABLE_RULES.join(', ')}, or a rule of a pack, such as NIST.800.53.R5-RDSMultiAZSupport`,
  ),
  unit: z
    .string()
    .refine(
      isUnitPath,
      'must be the folder of one unit, such as environments/claims-dev',
    ),
  resource: z
    .string()
    .regex(/^[A-Za-z0-9]{1,255}$/, 'must be the logical id of one resource')
    .optional(),
  reason: z
    .string()
    .min(20, 'must say why, in a sentence that a reviewer can check')
    .max(500, 'must be at most 500 characters'),
});

/** A rule of the plan that does not hold for one unit, or for one resource of it, and why. */
export type PolicyException = z.infer<typeof exceptionSchema>;

/** The steps of a unit's life that governance may keep to some people. */
export const GOVERNED_STEPS = [
  'create',
  'change',
  'upgrade',
  'promote',
  'failover',
  'rollback',
  'repair',
  'decommission',
  'freeze',
  'unfreeze',
] as const;

/** One of those steps. */
export type GovernedStep = (typeof GOVERNED_STEPS)[number];

const requestRuleSchema = z.strictObject({
  steps: z
    .array(
      z.enum(GOVERNED_STEPS, `must be one of ${GOVERNED_STEPS.join(', ')}`),
    )
    .min(1, 'must name at least one step'),
  stages: z
    .array(z.enum(STAGES))
    .min(1, 'must name at least one stage')
    .optional(),
  by: z.array(ownerSchema).min(1, 'must name at least one group or user'),
});

const accountSchema = z.strictObject({
  id: accountIdSchema,
  name: z
    .string()
    .regex(
      /^[a-z][a-z0-9-]{0,62}$/,
      'must be lower-case letters, digits and hyphens',
    ),
  stages: z.array(z.enum(STAGES)).min(1, 'must name at least one stage'),
  regions: z.array(regionCodeSchema).min(1, 'must name at least one region'),
});

/** `governance/phase.yaml`: what is authorized in this phase, and who can widen it. */
export const governanceSchema = z
  .strictObject({
    apiVersion: z.literal('plinth/v1', 'must be plinth/v1'),
    kind: z.literal('GovernancePhase', 'must be GovernancePhase'),
    phase: z.enum(['bootstrap', 'operate'], 'must be bootstrap or operate'),
    owners: z.array(ownerSchema).min(1, 'must name at least one owner'),
    authorizes: z.strictObject({
      accounts: z.array(accountSchema).min(1, 'must name at least one account'),
      blueprints: z.array(
        z
          .string()
          .regex(/^[a-z][a-z0-9-]{1,62}$/, 'must be the name of a blueprint'),
      ),
      resourceTypes: z.array(
        z
          .string()
          .regex(
            /^[A-Za-z0-9]+(::[A-Za-z0-9]+)*(::\*)?$/,
            'must be a resource type such as AWS::S3::Bucket, or a service such as AWS::S3::*',
          ),
      ),
      commands: z.array(z.enum(['plan', 'deploy', 'drift', 'previews'])),
      exceptions: z.array(exceptionSchema).optional(),
    }),
    requests: z.array(requestRuleSchema).optional(),
    /** How long a preview lives at most, in hours; without it, as long as its blueprint lets it. */
    previews: z
      .strictObject({
        maxHours: z
          .number()
          .int('must be a whole number of hours')
          .min(1, 'must be at least 1 hour')
          .max(336, 'must be at most 336 hours, which is 14 days'),
      })
      .optional(),
    /** The stages in the order in which environments are promoted; a promotion leaves none of them out. */
    promotionOrder: z
      .array(z.enum(STAGES))
      .min(2, 'must name at least two stages')
      .refine(
        stages => new Set(stages).size === stages.length,
        'must not name a stage twice',
      )
      .optional(),
    /** What standards plans are held to. */
    rulePacks: z
      .array(z.enum(RULE_PACKS, `must be one of ${RULE_PACKS.join(', ')}`))
      .refine(packs => new Set(packs).size === packs.length, {
        message: 'must not name a pack twice',
      })
      .optional(),
  })
  .superRefine(({ phase, authorizes }, context) => {
    const ids = authorizes.accounts.map(({ id }) => id);
    ids.forEach((id, index) => {
      if (ids.indexOf(id) !== index) {
        context.addIssue({
          code: 'custom',
          path: ['authorizes', 'accounts', index, 'id'],
          message: 'is listed twice, so what it authorizes is ambiguous',
        });
      }
    });
    if (phase !== 'bootstrap') {
      return;
    }
    authorizes.resourceTypes.forEach((type, index) => {
      if (!BOOTSTRAP_RESOURCE_TYPES.includes(type)) {
        context.addIssue({
          code: 'custom',
          path: ['authorizes', 'resourceTypes', index],
          message: `phase bootstrap can authorize only ${BOOTSTRAP_RESOURCE_TYPES.join(', ')}`,
        });
      }
    });
    authorizes.blueprints.forEach((name, index) => {
      if (name !== 'bootstrap') {
        context.addIssue({
          code: 'custom',
          path: ['authorizes', 'blueprints', index],
          message: 'phase bootstrap can authorize only the blueprint bootstrap',
        });
      }
    });
  });

/** A parsed governance phase. */
export type Governance = z.infer<typeof governanceSchema>;

/** Reads the object of `governance/phase.yaml`; throws an `InputError` when it is missing or breaks a rule. */
export function parseGovernance(yamlObject: unknown): Governance {
  if (yamlObject === undefined || yamlObject === null) {
    throw new InputError(GOVERNANCE_FILE, [
      {
        parameter: '',
        message:
          'is missing or empty, so nothing is authorized; restore it from the main branch',
      },
    ]);
  }
  const result = governanceSchema.safeParse(yamlObject);
  if (result.success) {
    return result.data;
  }
  throw new InputError(GOVERNANCE_FILE, toIssues(result.error, yamlObject));
}

/**
 * Why the phase does not authorize the unit; empty means authorized.
 *
 * Fails closed: without a governance phase everything is refused.
 */
export function authorize(
  governance: Governance | undefined,
  unit: Unit,
  blueprints: BlueprintRegistry,
): string[] {
  if (!governance) {
    return [`${GOVERNANCE_FILE} is missing, so nothing is authorized`];
  }
  const { accounts, blueprints: authorized } = governance.authorizes;
  const reasons: string[] = [];
  const account = accounts.find(({ id }) => id === unit.account);
  if (!account) {
    reasons.push(
      `account: phase ${governance.phase} does not authorize account ${quoteValue(unit.account)}; it authorizes ${accounts.map(({ id, name }) => `${id} (${name})`).join(', ')}`,
    );
  } else {
    if (!account.stages.includes(unit.stage)) {
      reasons.push(
        `stage: account ${account.id} (${account.name}) is for ${account.stages.join(', ')}, not for ${unit.stage}`,
      );
    }
    if (!account.regions.includes(unit.region)) {
      reasons.push(
        `region: account ${account.id} (${account.name}) is authorized in ${account.regions.join(', ')}, not in ${unit.region}`,
      );
    }
    const { drRegion, isDefault } = drRegionOf(unit, blueprints);
    if (
      typeof drRegion === 'string' &&
      drRegion !== 'none' &&
      !account.regions.includes(drRegion)
    ) {
      reasons.push(
        `parameters.drRegion: account ${account.id} (${account.name}) is authorized in ${account.regions.join(', ')}, not in ${drRegion}${isDefault ? `, which it is by default; choose another, or none` : ''}`,
      );
    }
  }
  const { maxHours } = governance.previews ?? {};
  const { ttlHours } = unit.parameters;
  if (
    unit.stage === 'preview' &&
    maxHours !== undefined &&
    typeof ttlHours === 'number' &&
    ttlHours > maxHours
  ) {
    reasons.push(
      `parameters.ttlHours: phase ${governance.phase} lets previews live for at most ${maxHours} hours, not ${ttlHours}`,
    );
  }
  if (!authorized.includes(unit.blueprint)) {
    reasons.push(
      `blueprint: phase ${governance.phase} authorizes ${authorized.join(', ') || 'no blueprint'}, not ${quoteValue(unit.blueprint)}`,
    );
  }
  return reasons;
}

/** Undefined where a unit that breaks a rule of its own chooses none: it is refused for that. */
function drRegionOf(
  unit: Unit,
  blueprints: BlueprintRegistry,
): { drRegion: unknown; isDefault: boolean } {
  const { drRegion } = unit.parameters;
  if (drRegion !== undefined) {
    return { drRegion, isDefault: false };
  }
  const isSound = inspectUnit(unit, blueprints).length === 0;
  return {
    drRegion: isSound
      ? resolveParameters(unit, blueprints).drRegion
      : undefined,
    isDefault: true,
  };
}

/** What only the owners of the file may ask for, where it names nobody. */
const OF_OWNERS: readonly GovernedStep[] = ['freeze', 'unfreeze'];

/**
 * Who may ask for a step at a stage: entity references of users and groups; undefined where governance leaves that to the
 * portal's permissions. A rule without stages is about all of them; several rules about the same let in whom any of them names.
 */
export function requestersOf(
  { owners, requests = [] }: Governance,
  step: GovernedStep,
  stage: Unit['stage'],
): readonly string[] | undefined {
  const rules = requests.filter(
    ({ steps, stages }) =>
      steps.includes(step) && (stages?.includes(stage) ?? true),
  );
  if (rules.length > 0) {
    return [...new Set(rules.flatMap(({ by }) => by))];
  }
  return OF_OWNERS.includes(step) ? owners : undefined;
}

/**
 * Why somebody may not ask for a step at a stage; undefined if they may.
 *
 * @param person - entity references of the person, and of the groups that they are in
 */
export function refuseRequester(
  governance: Governance,
  { step, stage }: { step: GovernedStep; stage: Unit['stage'] },
  person: readonly string[],
): string | undefined {
  const allowed = requestersOf(governance, step, stage);
  const refs = new Set(person.map(ref => ref.toLowerCase()));
  return !allowed || allowed.some(ref => refs.has(ref.toLowerCase()))
    ? undefined
    : `only ${allowed.join(', ')} may ask for ${step} at stage ${stage}, as ${GOVERNANCE_FILE} says; ask one of them`;
}

/** Resource types of a template that the phase does not authorize, sorted; all of them without a phase. */
export function unauthorizedResourceTypes(
  governance: Governance | undefined,
  types: Iterable<string>,
): string[] {
  const patterns = governance?.authorizes.resourceTypes ?? [];
  const allowed = (type: string) =>
    patterns.some(pattern =>
      pattern.endsWith('::*')
        ? type.startsWith(pattern.slice(0, -1))
        : type === pattern,
    );
  return [...new Set(types)].filter(type => !allowed(type)).sort();
}

/** Whether the phase authorizes the command; false without a phase. */
export function authorizesCommand(
  governance: Governance | undefined,
  command: string,
): boolean {
  return (governance?.authorizes.commands ?? []).some(
    allowed => allowed === command,
  );
}
