import { synthesizeUnit } from '@plinth/blueprints';
import {
  BlueprintRegistry,
  type BlueprintSchema,
  DATA_TYPES,
  inspectChange,
  inspectUnit,
  type Stage,
  type Unit,
} from '@plinth/blueprints/schema';
import { resourceChanges } from './resourceChanges';

const registry = new BlueprintRegistry();
const newest = registry
  .all()
  .filter(schema => registry.newest(schema.name) === schema);

/** What CloudFormation says of a change that loses nothing that people miss. */
const HARMLESS: readonly string[] = [
  // An instance with its disk on EBS is stopped and started.
  'AWS::EC2::Instance InstanceType',
  // RDS takes an instance to another version in place, with an interruption, and its settings follow.
  'AWS::RDS::DBInstance DBParameterGroupName,EngineVersion',
  // The password of clients that no longer use one.
  'tenant databaseAccess',
];

function unitOf(
  schema: BlueprintSchema,
  stage: Stage,
  parameters: object,
): Unit {
  const common = {
    name: 'sample',
    blueprint: schema.name,
    version: schema.version,
    stage,
    account: '111122223333',
    region: 'us-east-1',
    owner: 'group:default/platform',
    monthlyBudget: 500,
    parameters: { ...schema.example(stage), ...parameters },
  };
  return schema.kind === 'tenant'
    ? { kind: 'tenant', environment: 'host', ...common }
    : { kind: 'environment', ...common };
}

/** Values that a parameter may take besides the one that it has. */
function otherValues(
  name: string,
  property: { enum?: unknown[]; type?: string },
  now: unknown,
): unknown[] {
  if (/cidr$/i.test(name)) {
    return ['10.77.0.0/16'];
  }
  if (name === 'drRegion') {
    return ['none', 'us-west-2', 'us-east-2'].filter(each => each !== now);
  }
  if (property.enum) {
    const others = property.enum.filter(each => each !== now);
    return [...new Set([others[0], others.at(-1)])];
  }
  if (property.type === 'boolean') {
    return [!now];
  }
  return property.type === 'integer' && typeof now === 'number'
    ? [now + 1, now - 1]
    : [];
}

type Stacks = ReturnType<typeof synthesizeUnit>;

/** What a change of one parameter would lose, in words. */
function lossesOf(before: Stacks, after: Unit): string[] {
  const next = synthesizeUnit(after);
  return before.flatMap(stack => {
    const same = next.find(
      ({ stackName, region }) =>
        stackName === stack.stackName && region === stack.region,
    );
    return same
      ? resourceChanges(stack.template, same.template)
          .filter(
            ({ action, resourceType }) =>
              !['Add', 'Modify', 'Import'].includes(action) &&
              DATA_TYPES.has(resourceType),
          )
          .map(
            ({ resourceType, properties = [] }) =>
              `${resourceType} ${properties.join()}`,
          )
          .filter(loss => !HARMLESS.includes(loss))
      : [`stack ${stack.stackName} in ${stack.region}`];
  });
}

describe.each(newest.map(schema => [schema.name, schema] as const))(
  'the parameters of %s',
  (_, schema) => {
    const stage = schema.stages.includes('production')
      ? 'production'
      : schema.stages[0];
    const properties = schema.jsonSchema().properties as Record<
      string,
      { enum?: unknown[]; type?: string }
    >;
    const seen = new Set<string>();
    const isNew = (...change: unknown[]) => {
      const key = JSON.stringify(change);
      return !seen.has(key) && Boolean(seen.add(key));
    };
    const changes = Object.entries(schema.sizes).flatMap(([size, sizing]) => {
      const before = unitOf(schema, stage, sizing);
      const all: Record<string, unknown> = {
        ...schema.defaultsFor(stage, before.region),
        ...before.parameters,
      };
      return Object.entries(properties).flatMap(([name, property]) =>
        otherValues(name, property, all[name])
          .filter(value => isNew(name, all[name], value))
          .map(value => ({
            size,
            name,
            before,
            after: {
              ...before,
              parameters: { ...before.parameters, [name]: value },
            } as Unit,
          })),
      );
    });

    // Each is changed many times.
    const synthesized = new Map<Unit, Stacks>();
    const stacksOf = (unit: Unit) => {
      const stacks = synthesized.get(unit) ?? synthesizeUnit(unit);
      synthesized.set(unit, stacks);
      return stacks;
    };

    it('are refused a change in place that CloudFormation would carry out by a loss', () => {
      const unguarded = changes
        .filter(
          ({ before, after }) =>
            [before, after].every(
              unit => inspectUnit(unit, registry).length === 0,
            ) && inspectChange(before, after, registry).length === 0,
        )
        .filter(({ name }) => !HARMLESS.includes(`${schema.name} ${name}`))
        .flatMap(({ size, name, before, after }) =>
          lossesOf(stacksOf(before), after).map(
            loss => `${size}, ${name}: ${loss}`,
          ),
        );
      expect(unguarded).toEqual([]);
    });
  },
);
