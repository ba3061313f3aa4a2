import { type BlueprintSchema, NETWORK_PARAMETER } from './blueprint';
import { BlueprintRegistry } from './BlueprintRegistry';
import type { Stage } from './stages';
import type { UnitEnvelope } from './unit';
import { inspect } from './validate';

/**
 * The parameters that a request for the stage has to say: those of the blueprint's example that its rules miss when they are left
 * out. A network is not among them, since a free one is chosen.
 */
export function requiredParameters(
  schema: BlueprintSchema,
  stage: Stage,
): string[] {
  const blueprints = new BlueprintRegistry([schema]);
  const envelope = sampleEnvelope(schema, stage);
  const example = Object.entries(schema.example(stage));
  return example
    .map(([name]) => name)
    .filter(name => name !== NETWORK_PARAMETER)
    .filter(name => {
      const others = example.filter(([other]) => other !== name);
      return inspect(envelope, Object.fromEntries(others), blueprints).some(
        ({ parameter }) => parameter === `parameters.${name}`,
      );
    });
}

/** Somewhere for the example to be; which parameters are missed does not depend on it. */
function sampleEnvelope(
  { kind, name, version }: BlueprintSchema,
  stage: Stage,
): UnitEnvelope {
  const common = {
    name: 'example',
    blueprint: name,
    version,
    stage,
    account: '123456789012',
    region: 'us-east-1',
    owner: 'group:default/example',
    monthlyBudget: 100,
  };
  return kind === 'tenant'
    ? { ...common, kind, environment: 'example-host' }
    : { ...common, kind };
}
