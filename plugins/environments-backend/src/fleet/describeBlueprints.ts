import {
  type BlueprintRegistry,
  type BlueprintSchema,
  type Parameters,
  REGIONS,
  requiredParameters,
  type Stage,
  STAGES,
} from '@plinth/blueprints/schema';
import type {
  Blueprint,
  StageDefaults,
} from '@plinth/plugin-environments-common';
import { isDeepStrictEqual } from 'node:util';

/** All blueprints as the API describes them: by name, older versions first. */
export function describeBlueprints(blueprints: BlueprintRegistry): Blueprint[] {
  return blueprints.all().map(schema => ({
    name: schema.name,
    version: schema.version,
    newest: schema === blueprints.newest(schema.name),
    title: schema.title,
    description: schema.description,
    kind: schema.kind,
    stages: [...schema.stages],
    parameters: schema.jsonSchema(),
    ...(schema.notes && { notes: schema.notes }),
    replaces: [...schema.replaces],
    fixed: Object.entries(schema.fixed).flatMap(([parameter, rule]) =>
      rule
        ? [
            {
              parameter,
              why: rule.why,
              instead: rule.instead,
              always: rule.allows === undefined,
            },
          ]
        : [],
    ),
    defaults: Object.fromEntries(
      STAGES.filter(stage => schema.stages.includes(stage)).map(stage => [
        stage,
        stageDefaults(schema, stage),
      ]),
    ),
  }));
}

/** The defaults of a stage in all regions, of which most are the same everywhere. */
function stageDefaults(schema: BlueprintSchema, stage: Stage): StageDefaults {
  const byRegion = REGIONS.map(
    ({ code }) => [code, schema.defaultsFor(stage, code)] as const,
  );
  const [[, first], ...others] = byRegion;
  const shared = new Set(
    Object.keys(first).filter(name =>
      others.every(([, other]) => isDeepStrictEqual(other[name], first[name])),
    ),
  );
  const pick = (defaults: Parameters, everywhere: boolean) =>
    Object.fromEntries(
      Object.entries(defaults).filter(
        ([name]) => shared.has(name) === everywhere,
      ),
    );
  return {
    parameters: pick(first, true),
    regions: Object.fromEntries(
      byRegion.map(([code, defaults]) => [code, pick(defaults, false)]),
    ),
    required: requiredParameters(schema, stage),
  };
}
