import { type BlueprintRegistry, STAGES } from '@plinth/blueprints/schema';
import type { Blueprint } from '@plinth/plugin-environments-common';

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
        schema.defaultsFor(stage),
      ]),
    ),
  }));
}
