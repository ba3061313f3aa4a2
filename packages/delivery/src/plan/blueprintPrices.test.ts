import { synthesizeUnit } from '@plinth/blueprints';
import {
  type BlueprintSchema,
  blueprintSchemas,
  type Stage,
  type Unit,
} from '@plinth/blueprints/schema';
import { estimate } from '@plinth/pricing';

function sample(
  { name, version, kind, example }: BlueprintSchema,
  stage: Stage,
  parameters: Record<string, unknown>,
): Unit {
  const common = {
    name: `sample-${name}`,
    blueprint: name,
    version,
    stage,
    account: stage === 'shared' ? '123456789012' : '111122223333',
    region: 'us-east-1',
    owner: 'group:default/platform',
    monthlyBudget: 500,
    parameters: { ...example(stage), ...parameters },
  };
  return kind === 'tenant'
    ? { kind, environment: 'sample-application', ...common }
    : { kind, ...common };
}

describe.each(
  blueprintSchemas.map(schema => [`${schema.name} ${schema.version}`, schema]),
)('%s', (_, schema) => {
  const { stages, sizes } = schema as BlueprintSchema;
  const units = stages.flatMap(stage =>
    Object.entries(sizes).map(([size, parameters]): [string, Unit] => [
      `${stage} ${size}`,
      sample(schema as BlueprintSchema, stage, parameters),
    ]),
  );

  it.each(units)('has a price for each resource at %s', (__, unit) => {
    for (const { template, region } of synthesizeUnit(unit)) {
      const { monthly, unpriced } = estimate(
        template as Parameters<typeof estimate>[0],
        { region },
      );
      expect(unpriced).toEqual([]);
      expect(monthly).toBeGreaterThan(0);
    }
  });
});
