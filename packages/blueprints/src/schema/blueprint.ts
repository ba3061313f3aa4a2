import { z } from 'zod';
import type { AcceptedFinding } from './rulePacks';
import { STAGES, type Stage } from './stages';
import { arrange, type FormLayout } from './formLayout';
import type { FixedParameters } from './fixedParameters';
import type { Issue } from './issue';
import type { ReadinessNeed } from './readinessNeed';
import type { Serving } from './serving';
import type { Unit, UnitEnvelope } from './unit';

/** Parameters of a unit by name. */
export type Parameters = Record<string, unknown>;

/** The parameter that names a unit's own network; who leaves it out gets a free one when the unit is requested. */
export const NETWORK_PARAMETER = 'cidr';

/** The parameter that names the environment in whose network a unit stands; such a unit has no network of its own. */
export const NETWORK_HOST_PARAMETER = 'networkHost';

/** Complete parameters, but for a network that may still be open. */
export type OpenNetwork<P> = P extends { [NETWORK_PARAMETER]: infer Network }
  ? Omit<P, typeof NETWORK_PARAMETER> & { [NETWORK_PARAMETER]?: Network }
  : P;

/** What people can ask of one version of a blueprint; loads without CDK. */
export interface BlueprintSchema {
  readonly name: string;
  readonly version: string;
  readonly kind: Unit['kind'];
  readonly title: string;
  readonly description: string;
  readonly stages: readonly Stage[];
  /** The exported class that a unit's `stack.ts` extends, and the package that exports it. */
  readonly stackClass: string;
  readonly stackPackage: string;
  /** Names of all parameters, also of those that no form shows. */
  readonly names: readonly string[];
  /** Checks complete parameters: the stage's defaults with the unit's own on top. */
  readonly parameters: z.ZodType;
  /** The same while the network is open; undefined for a blueprint that takes none. */
  readonly openParameters?: z.ZodType;
  /** What parameters are when the unit does not name them; required ones are missing. */
  defaultsFor(stage: Stage, region?: string): Parameters;
  /**
   * JSON Schema (draft 7) for a form; with a stage, its defaults are filled in. A property may say its heading (`group`)
   * and the values of others for which it matters (`shownWhen`).
   */
  jsonSchema(stage?: Stage): Record<string, unknown>;
  /**
   * Rules between parameters, stage, account and region; `parameters` are well formed, and complete but for a network that
   * is still open. The rules about the network are then checked for the one that is chosen.
   */
  check(unit: UnitEnvelope, parameters: Parameters): Issue[];
  /** Parameters that a deployed unit must not change in place, and why. */
  readonly fixed: FixedParameters;
  /** Rules on how parameters may change beyond `fixed`; both are complete and well formed. */
  checkChange(before: Parameters, after: Parameters): Issue[];
  /**
   * What no change may do, be it made by hand and approved, for example to have two databases that can be written; both are
   * complete and well formed.
   */
  refuseChange(before: Parameters, after: Parameters): Issue[];
  /**
   * Which of its two regions serves, by its parameters `serving`, `standby` and `standbyGeneration`; undefined for a blueprint, or a
   * unit, that lives in one.
   */
  servingOf(parameters: Parameters): Serving | undefined;
  /** What is new since the version before, for who decides about moving a unit; a paragraph. */
  readonly notes?: string;
  /** What holds data and is replaced when a unit comes from the version before, in words: `the database`. */
  readonly replaces: readonly string[];
  /** Named variants that tests and `blueprints:synth` cover, as parameters on top of the defaults. */
  readonly sizes: Readonly<Record<string, Parameters>>;
  /** Values for the parameters without a default, as documentation and tests use them. */
  example(stage: Stage): Parameters;
  /** What rule packs find in its templates, and why it is accepted. */
  readonly accepted: readonly AcceptedFinding[];
  /**
   * Parameters that hold the address of a role, such as `accounts[].email`. The search for personal data lets an e-mail
   * address pass there and nowhere else, so their schema must refuse what is not a role's: see `roleMailboxSchema`.
   */
  readonly roleMailboxes?: readonly string[];
  /** `false` when its environments publish nothing that a tenant imports. */
  readonly holdsTenants?: boolean;
  /** Whether previews can stand in the networks of its environments. */
  readonly lendsNetwork?: boolean;
  /** `true` when its units record drills of their recovery, as parameter `drills`. */
  readonly recordsDrills?: boolean;
  /** What has to be deployed of it, line by line; without it there is no checklist. */
  readonly readiness?: readonly ReadinessNeed[];
}

/** What one blueprint declares; `defineBlueprint` makes a `BlueprintSchema` of it. */
export interface BlueprintDefinition<S extends z.ZodObject> {
  readonly name: string;
  readonly version: string;
  readonly kind: Unit['kind'];
  readonly title: string;
  readonly description: string;
  readonly stages: readonly Stage[];
  /** The exported class that a unit's `stack.ts` extends. */
  readonly stackClass: string;
  /** @default - `@plinth/blueprints` */
  readonly stackPackage?: string;
  readonly parameters: S;
  /** @default - a form shows all parameters, without headings */
  readonly form?: FormLayout<Extract<keyof z.output<S>, string>>;
  readonly defaults: (
    stage: Stage,
    region: string | undefined,
  ) => Partial<z.input<S>>;
  readonly check?: (
    unit: UnitEnvelope,
    parameters: OpenNetwork<z.output<S>>,
  ) => Issue[];
  /** @default - every parameter may change in place */
  readonly fixed?: FixedParameters<Extract<keyof z.output<S>, string>>;
  /** @default - there are no rules but `fixed` */
  readonly checkChange?: (before: z.output<S>, after: z.output<S>) => Issue[];
  /** @default - every change that is reviewed may be made */
  readonly refuseChange?: (before: z.output<S>, after: z.output<S>) => Issue[];
  /** @default - its units live in one region */
  readonly servingOf?: (parameters: z.output<S>) => Serving | undefined;
  /** @default - there is nothing to tell */
  readonly notes?: string;
  /** @default - nothing that holds data is replaced */
  readonly replaces?: readonly string[];
  readonly sizes: Readonly<Record<string, Partial<z.input<S>>>>;
  /** @default - no parameter is without a default */
  readonly example?: (stage: Stage) => Partial<z.input<S>>;
  /** @default - no finding of a rule pack is accepted */
  readonly accepted?: readonly AcceptedFinding[];
  /** @default - an e-mail address is refused in every parameter */
  readonly roleMailboxes?: readonly string[];
  /** @default true - tenants may name its environments */
  readonly holdsTenants?: boolean;
  /** @default false - previews cannot stand in the networks of its environments */
  readonly lendsNetwork?: boolean;
  /** @default false - it has no parameter `drills` */
  readonly recordsDrills?: boolean;
  /** @default - the portal shows no readiness of its units */
  readonly readiness?: readonly ReadinessNeed[];
}

/** Completes a definition to the schema that forms, actions and constructs share. */
export function defineBlueprint<S extends z.ZodObject>(
  definition: BlueprintDefinition<S>,
): BlueprintSchema {
  const { parameters, form, defaults, check, example, accepted, ...rest } =
    definition;
  const { fixed = {}, checkChange, replaces = [] } = definition;
  const { refuseChange, servingOf } = definition;
  return {
    stackPackage: '@plinth/blueprints',
    ...rest,
    parameters,
    names: Object.keys(parameters.shape),
    ...(NETWORK_PARAMETER in parameters.shape && {
      openParameters: parameters.partial({ [NETWORK_PARAMETER]: true }),
    }),
    accepted: accepted ?? [],
    example: stage => withoutUndefined(example?.(stage) ?? {}),
    defaultsFor: (stage, region) => withoutUndefined(defaults(stage, region)),
    jsonSchema: stage =>
      toFormSchema(parameters, form, stage && defaults(stage, undefined)),
    check: (unit, given) =>
      check?.(unit, given as OpenNetwork<z.output<S>>) ?? [],
    fixed,
    replaces,
    checkChange: (before, after) =>
      checkChange?.(before as z.output<S>, after as z.output<S>) ?? [],
    refuseChange: (before, after) =>
      refuseChange?.(before as z.output<S>, after as z.output<S>) ?? [],
    servingOf: given => servingOf?.(given as z.output<S>),
  };
}

function toFormSchema(
  parameters: z.ZodObject,
  form: FormLayout<string> | undefined,
  defaults: Parameters = {},
): Record<string, unknown> {
  const schema = z.toJSONSchema(parameters, { target: 'draft-7', io: 'input' });
  const properties = Object.fromEntries(
    Object.entries(schema.properties ?? {}).map(([name, property]) => [
      name,
      name in defaults &&
      defaults[name] !== undefined &&
      typeof property === 'object'
        ? { ...property, default: defaults[name] }
        : property,
    ]),
  );
  // A parameter with a default at some stage is optional: the unit need not name it.
  const required = (schema.required ?? []).filter(name => !(name in defaults));
  return {
    ...schema,
    properties: form ? arrange(properties, form) : properties,
    required,
  };
}

function withoutUndefined(values: Parameters): Parameters {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined),
  );
}

/** Every stage but the shared services account, for blueprints that run workloads. */
export const WORKLOAD_STAGES: readonly Stage[] = STAGES.filter(
  stage => stage !== 'shared',
);
