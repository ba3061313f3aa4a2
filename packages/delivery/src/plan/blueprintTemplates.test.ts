import { synthesizeUnit } from '@plinth/blueprints';
import {
  type BlueprintSchema,
  blueprintSchemas,
  type Stage,
  type Unit,
  unitPath,
} from '@plinth/blueprints/schema';
import { estimate } from '@plinth/pricing';
import { policyFindings } from './policy/policyFindings';

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

/** What these blueprints are for, and no other may do: their units need an exception of the governance owners. */
const NEEDS_EXCEPTION: Readonly<Record<string, string[]>> = {
  // Platform administrators sign in through Identity Center, with a second factor.
  'landing-zone': ['permissions.administrator'],
  // It takes the events of the accounts that it shows, which a governance file authorizes; here there is none.
  'host-app': ['permissions.foreign-account'],
};

/** What costs nothing but by what flows through it, which no template tells. */
const FREE: ReadonlySet<string> = new Set(['stack-events']);

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

  it.each(units)(
    'has a price for each resource, and nothing that policy refuses, at %s',
    (__, unit) => {
      const costs: number[] = [];
      for (const stack of synthesizeUnit(unit)) {
        const { monthly, unpriced } = estimate(
          stack.template as Parameters<typeof estimate>[0],
          { region: stack.region },
        );
        expect(unpriced).toEqual([]);
        costs.push(monthly);
        const findings = policyFindings(
          {
            ...stack,
            unit: unitPath(unit),
            artifactId: stack.stackName,
            tags: {},
            terminationProtection: false,
            dependsOn: [],
            assets: {},
          },
          undefined,
          [],
          undefined,
        );
        const excepted = NEEDS_EXCEPTION[unit.blueprint] ?? [];
        expect(findings.filter(({ rule }) => !excepted.includes(rule))).toEqual(
          [],
        );
      }
      // A fence and a record cost nothing.
      expect(Math.max(...costs) > 0).toBe(!FREE.has(unit.blueprint));
    },
  );
});
