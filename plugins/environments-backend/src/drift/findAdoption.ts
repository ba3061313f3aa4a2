import {
  type BlueprintRegistry,
  inspectUnit,
  resolveParameters,
  type Unit,
} from '@plinth/blueprints/schema';
import type { DriftAdoption } from '@plinth/plugin-environments-common';
import { isDeepStrictEqual } from 'node:util';
import type { UnitTemplate } from '../estimate/PricingWorker';

/** One difference between what was deployed and what is there. */
export type DriftedValue = Omit<DriftAdoption['items'][number], 'parameter'>;

/**
 * Finds the parameters that make a unit what it has become. A parameter counts as the origin of a value only if the blueprint, given
 * the value that was found, makes a template that has it in that very place; that it is called alike, or had the same
 * value, is not enough.
 *
 * @param drifted - what differs in the stacks of the unit
 * @param synthesize - makes the templates of a unit
 */
export async function findAdoption(options: {
  unit: Unit;
  drifted: readonly DriftedValue[];
  blueprints: BlueprintRegistry;
  synthesize: (unit: Unit) => Promise<readonly UnitTemplate[]>;
}): Promise<Pick<DriftAdoption, 'parameters' | 'items'>> {
  const { unit, drifted, blueprints, synthesize } = options;
  const holding = resolveParameters(unit, blueprints);
  const parameters: Record<string, unknown> = {};
  const items: DriftAdoption['items'] = [];
  for (const value of drifted) {
    const parameter = await originOf(value);
    items.push(parameter === undefined ? value : { ...value, parameter });
  }
  return { parameters, items };

  async function originOf(value: DriftedValue): Promise<string | undefined> {
    for (const [name, before] of Object.entries(holding)) {
      const found = sameKind(before, value);
      if (found === undefined) {
        continue;
      }
      if (name in parameters && !isDeepStrictEqual(parameters[name], found)) {
        continue;
      }
      const changed = {
        ...unit,
        parameters: { ...unit.parameters, ...parameters, [name]: found },
      };
      if (inspectUnit(changed, blueprints).length > 0) {
        continue;
      }
      if (has(await synthesize(changed), value)) {
        parameters[name] = found;
        return name;
      }
    }
    return undefined;
  }
}

/** What was found, as a value of the parameter; undefined if the parameter did not have what was deployed. */
function sameKind(before: unknown, value: DriftedValue): unknown {
  const { expected, actual } = value;
  if (expected === undefined || actual === undefined || expected === actual) {
    return undefined;
  }
  if (typeof before === 'string') {
    return before === expected ? actual : undefined;
  }
  const [was, is] = [parse(expected), parse(actual)];
  return isDeepStrictEqual(before, was) && typeof is === typeof before
    ? is
    : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether the templates have a value where it was found. */
function has(
  templates: readonly UnitTemplate[],
  { stack, logicalId, path, actual }: DriftedValue,
): boolean {
  const template = templates.find(({ stackName }) => stackName === stack);
  const place = path
    .split('/')
    .slice(1)
    .reduce<unknown>(
      (inner, segment) =>
        inner === null || typeof inner !== 'object'
          ? undefined
          : (inner as Record<string, unknown>)[
              segment.replaceAll('~1', '/').replaceAll('~0', '~')
            ],
      template?.template.Resources?.[logicalId]?.Properties,
    );
  return place !== undefined && textOf(place) === actual;
}

/** A value as CloudFormation tells it in a difference. */
function textOf(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
