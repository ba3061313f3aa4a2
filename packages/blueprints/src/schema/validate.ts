import {
  type BlueprintSchema,
  NETWORK_HOST_PARAMETER,
  NETWORK_PARAMETER,
  type Parameters,
} from './blueprint';
import type { BlueprintRegistry } from './BlueprintRegistry';
import { cidrsOverlap, parseCidr } from './cidr';
import { InputError, type Issue, quoteValue } from './issue';
import { SHARED_DATABASE_PARAMETER } from './guestDatabase';
import { inspectNetworkHost } from './networkHost';
import { findPersonalData } from './personalData';
import { partitionOf } from './partitions';
import { findRegion, REGIONS } from './regions';
import {
  describe,
  parseUnit,
  toIssues,
  type Unit,
  type UnitEnvelope,
} from './unit';

/**
 * Checks the envelope and the blueprint's parameters, and returns the unit as it was written.
 *
 * Throws an `InputError` whose message and `issues` name every parameter that breaks a rule.
 */
export function validateUnit(
  input: unknown,
  blueprints: BlueprintRegistry,
): Unit {
  const unit = parseUnit(input);
  const issues = inspectUnit(unit, blueprints);
  if (issues.length > 0) {
    throw new InputError(describe(unit), issues);
  }
  return unit;
}

/**
 * The unit's parameters with the defaults of its stage and region; throws an `InputError` when a rule is broken. Whoever shows,
 * prices or deploys the parameters of a unit takes them from here.
 */
export function resolveParameters(
  unit: Unit,
  blueprints: BlueprintRegistry,
): Parameters {
  const result = readParameters(unit, unit.parameters, blueprints);
  if ('issues' in result) {
    throw new InputError(describe(unit), result.issues);
  }
  return result.parameters;
}

/** Every rule that the unit breaks on its own; empty means valid. The envelope must have been parsed. */
export function inspectUnit(
  unit: Unit,
  blueprints: BlueprintRegistry,
): Issue[] {
  return inspect(unit, unit.parameters, blueprints);
}

/**
 * The same of a unit that is asked for, by what was chosen of its parameters.
 *
 * @param options.networkIsOpen - that the network may be missing; the rules about it are then left out
 */
export function inspect(
  unit: UnitEnvelope,
  chosen: Parameters,
  blueprints: BlueprintRegistry,
  options: { networkIsOpen?: boolean } = {},
): Issue[] {
  const personal = inspectPersonalData(unit, chosen, blueprints);
  const region = inspectRegion(unit.region);
  const result = readParameters(unit, chosen, blueprints, options);
  if ('issues' in result) {
    return [...personal, ...region, ...result.issues];
  }
  return [
    ...personal,
    ...region,
    ...result.blueprint.check(unit, result.parameters),
  ];
}

/** Refuses a region that no blueprint was made for; one of another partition by that partition's name. */
function inspectRegion(code: string): Issue[] {
  if (findRegion(code)) {
    return [];
  }
  const { name, title } = partitionOf(code);
  const known = REGIONS.map(region => region.code).join(', ');
  const why =
    name === 'aws'
      ? ''
      : `. It is in the partition ${name}, ${title}: accounts, budgets, CloudFront and prices are others there, and no blueprint was made for them`;
  return [
    {
      parameter: 'region',
      message: `must be a region that blueprints know: ${known} (got ${quoteValue(code)})${why}`,
    },
  ];
}

/** Names and parameters that look like data about a person (GOV-9); the address of a role passes where the blueprint has one. */
function inspectPersonalData(
  unit: UnitEnvelope,
  parameters: Parameters,
  blueprints: BlueprintRegistry,
): Issue[] {
  const mailboxes =
    blueprints.find(unit.blueprint, unit.version)?.roleMailboxes ?? [];
  const paths = mailboxes.map(mailbox => `parameters.${mailbox}`);
  return findPersonalData({ name: unit.name, parameters })
    .filter(
      ({ path, kind }) =>
        kind !== 'e-mail address' ||
        !paths.includes(path.replace(/\[\d+\]/g, '[]')),
    )
    .map(({ path, kind }) => ({
      parameter: path,
      message: `looks like personal data (${kind}), which must not enter infrastructure state; use an opaque identifier`,
    }));
}

/**
 * Rules between the units of one repository: names are unique, networks do not overlap, a tenant lives where its environment
 * lives, and a unit without a network of its own where its host lives.
 */
export function inspectUnits(
  units: readonly Unit[],
  blueprints: BlueprintRegistry,
): Issue[] {
  const issues: Issue[] = [];
  units.forEach((unit, index) => {
    const earlier = units.slice(0, index);
    if (earlier.some(other => other.name === unit.name)) {
      issues.push({
        parameter: 'name',
        message: `${quoteValue(unit.name)} names two units; environments and tenants share one set of names`,
      });
    }
    for (const other of earlier) {
      for (const [parameter, left] of networksOf(unit)) {
        for (const [, right] of networksOf(other)) {
          if (cidrsOverlap(left, right)) {
            issues.push({
              parameter: `parameters.${parameter}`,
              message: `${left} of ${unit.name} overlaps ${right} of ${other.name}; choose a free block, such as the one the form proposes`,
            });
          }
        }
      }
    }
    if (unit.kind === 'tenant') {
      issues.push(...inspectTenancy(unit, units, blueprints));
    } else {
      issues.push(...inspectNetworkHost(unit, units, blueprints));
    }
  });
  return issues;
}

function inspectTenancy(
  unit: Extract<Unit, { kind: 'tenant' }>,
  units: readonly Unit[],
  blueprints: BlueprintRegistry,
): Issue[] {
  const host = units.find(
    other => other.kind === 'environment' && other.name === unit.environment,
  );
  if (!host) {
    return [
      {
        parameter: 'environment',
        message: `${quoteValue(unit.environment)} is not an environment of this repository`,
      },
    ];
  }
  if (blueprints.find(host.blueprint, host.version)?.holdsTenants === false) {
    return [
      {
        parameter: 'environment',
        message: `${host.name} is made by ${host.blueprint}, which holds no tenants; choose an environment of another blueprint`,
      },
    ];
  }
  if (host.parameters[SHARED_DATABASE_PARAMETER] === true) {
    return [
      {
        parameter: 'environment',
        message: `${host.name} has its database in the server of ${quoteValue(host.parameters[NETWORK_HOST_PARAMETER])}, where users of tenants would be among those of other environments; choose one with a server of its own`,
      },
    ];
  }
  return (['stage', 'account', 'region'] as const)
    .filter(key => unit[key] !== host[key])
    .map(key => ({
      parameter: key,
      message: `must be ${quoteValue(host[key])} like that of environment ${host.name} (got ${quoteValue(unit[key])})`,
    }));
}

/** The blocks that a unit names, by parameter: its network, and that in the DR region. */
function networksOf(unit: Unit): Array<[parameter: string, cidr: string]> {
  return [NETWORK_PARAMETER, 'drCidr'].flatMap(parameter => {
    const cidr = unit.parameters[parameter];
    return typeof cidr === 'string' && parseCidr(cidr)
      ? [[parameter, cidr] as [string, string]]
      : [];
  });
}

function readParameters(
  unit: UnitEnvelope,
  chosen: Parameters,
  blueprints: BlueprintRegistry,
  options: { networkIsOpen?: boolean } = {},
):
  { blueprint: BlueprintSchema; parameters: Parameters } | { issues: Issue[] } {
  const blueprint = blueprints.find(unit.blueprint, unit.version);
  if (!blueprint) {
    return { issues: [unknownBlueprint(unit, blueprints)] };
  }
  if (blueprint.kind !== unit.kind) {
    return {
      issues: [
        {
          parameter: 'blueprint',
          message: `${unit.blueprint} makes a ${blueprint.kind}, and this unit is a ${unit.kind}`,
        },
      ],
    };
  }
  if (!blueprint.stages.includes(unit.stage)) {
    return {
      issues: [
        {
          parameter: 'stage',
          message: `${unit.blueprint} is for ${blueprint.stages.join(', ')} (got ${quoteValue(unit.stage)})`,
        },
      ],
    };
  }
  const given = {
    ...blueprint.defaultsFor(unit.stage, unit.region),
    ...chosen,
  };
  const isWithout =
    options.networkIsOpen || given[NETWORK_HOST_PARAMETER] !== undefined;
  const schema = isWithout
    ? (blueprint.openParameters ?? blueprint.parameters)
    : blueprint.parameters;
  const result = schema.safeParse(given);
  return result.success
    ? { blueprint, parameters: result.data as Parameters }
    : { issues: toIssues(result.error, given, 'parameters') };
}

function unknownBlueprint(
  unit: UnitEnvelope,
  blueprints: BlueprintRegistry,
): Issue {
  const newest = blueprints.newest(unit.blueprint);
  if (newest) {
    return {
      parameter: 'version',
      message: `blueprint ${unit.blueprint} has no version ${unit.version}; its newest is ${newest.version}`,
    };
  }
  const names = [...new Set(blueprints.all().map(({ name }) => name))];
  return {
    parameter: 'blueprint',
    message: `must be a known blueprint, such as ${names.join(', ')} (got ${quoteValue(unit.blueprint)})`,
  };
}
