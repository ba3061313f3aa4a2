import { BlueprintRegistry, type Unit } from '@plinth/blueprints/schema';
import fc from 'fast-check';
import { parse } from 'yaml';
import { catalogEntity } from './catalogInfo';
import { serializeUnit } from './serializeUnit';
import { stackSource } from './stackSource';
import { unitFiles } from './unitFiles';

const environment: Unit = {
  kind: 'environment',
  name: 'claims-staging',
  blueprint: 'application',
  version: '1.0.0',
  stage: 'staging',
  account: '444455556666',
  region: 'us-east-1',
  owner: 'group:default/platform',
  monthlyBudget: 500,
  parameters: { natGateways: 'single', cidr: '10.3.0.0/16' },
};
const blueprints = new BlueprintRegistry();
const placement = { repository: 'github.com/acme/infrastructure' };

/** Strings that have broken serializers, templates and shells, and any others. */
const hostile = fc.oneof(
  fc.constantFrom(
    `"; import 'child_process'; //`,
    "'\n- evil: true\n---\nkind: User",
    '${process.env.SECRET}',
    '${{ secrets.token }}',
    '{{ 7*7 }}',
    '../../etc/passwd',
    '*/ export const x = 1; /*',
    '`${1}`',
    '\u2028\u2029\u0000\u007f',
    '&anchor *anchor !!js/function',
    'yes',
    '0o17',
    '1e3',
    '<!-- -->',
    '#',
    ': ',
    '__proto__',
  ),
  fc.string({ unit: 'binary', maxLength: 500 }),
);

/** A unit as no schema would let it pass: the serializers must hold on their own. */
const hostileUnit: fc.Arbitrary<Unit> = fc.record({
  kind: fc.constant('tenant' as const),
  name: hostile,
  environment: hostile,
  blueprint: fc.constant('tenant'),
  version: hostile,
  stage: fc.constantFrom('dev' as const, 'staging' as const),
  account: hostile,
  region: hostile,
  owner: hostile,
  monthlyBudget: fc.integer(),
  parameters: fc.dictionary(
    hostile,
    fc.oneof(hostile, fc.integer(), fc.array(hostile)),
  ),
});

describe('the files of a unit', () => {
  it('are its data, its stack and its catalog entity', () => {
    const [catalogInfo, data, stack] = unitFiles(
      environment,
      placement,
      blueprints,
    );
    expect(data).toEqual({
      path: 'environments/claims-staging/environment.json',
      content: `{
  "kind": "environment",
  "name": "claims-staging",
  "blueprint": "application",
  "version": "1.0.0",
  "stage": "staging",
  "account": "444455556666",
  "region": "us-east-1",
  "owner": "group:default/platform",
  "monthlyBudget": 500,
  "parameters": {
    "cidr": "10.3.0.0/16",
    "natGateways": "single"
  }
}
`,
    });
    expect(stack.path).toBe('environments/claims-staging/stack.ts');
    expect(stack.content).toContain(
      'export default class UnitStack extends ApplicationEnvironment {',
    );
    expect(catalogInfo.path).toBe(
      'environments/claims-staging/catalog-info.yaml',
    );
    expect(parse(catalogInfo.content)).toEqual({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Resource',
      metadata: {
        name: 'claims-staging',
        description: 'Environment of blueprint application, staging',
        annotations: {
          'plinth/unit': 'environments/claims-staging',
          'plinth/repository': 'github.com/acme/infrastructure',
          'plinth/stage': 'staging',
          'plinth/account': '444455556666',
          'plinth/region': 'us-east-1',
          'plinth/blueprint': 'application',
          'plinth/monthly-budget': '500',
        },
        tags: ['staging'],
      },
      spec: {
        type: 'aws-environment',
        lifecycle: 'staging',
        owner: 'group:default/platform',
      },
    });
  });

  it('quote what older YAML readers would take for something else', () => {
    const [catalogInfo] = unitFiles(
      { ...environment, region: 'no', account: '012345678901' },
      placement,
      blueprints,
    );
    expect(catalogInfo.content).toContain('plinth/account: "012345678901"');
    expect(catalogInfo.content).toContain('plinth/region: "no"');
  });

  it('tie a tenant to its environment and system', () => {
    const tenant: Unit = {
      ...environment,
      kind: 'tenant',
      name: 'acme',
      environment: 'claims-staging',
      blueprint: 'tenant',
      parameters: {},
    };
    expect(
      catalogEntity(tenant, { ...placement, system: 'system:default/claims' })
        .spec,
    ).toEqual({
      type: 'aws-tenant',
      lifecycle: 'staging',
      owner: 'group:default/platform',
      system: 'system:default/claims',
      dependsOn: ['resource:default/claims-staging'],
    });
  });

  it('refuse an unknown blueprint', () => {
    expect(() => stackSource("x'; import 'fs", blueprints)).toThrow(
      /There is no blueprint "x'; import 'fs"/,
    );
  });

  it('do not depend on the order of keys', () => {
    fc.assert(
      fc.property(hostileUnit, unit => {
        const reversed = Object.fromEntries(
          Object.entries(unit).reverse(),
        ) as Unit;
        expect(serializeUnit(reversed)).toBe(serializeUnit(unit));
      }),
    );
  });

  it('hold whatever is typed as values, and never as JSON, YAML or TypeScript', () => {
    const stack = stackSource('tenant', blueprints);
    fc.assert(
      fc.property(hostileUnit, unit => {
        const files = unitFiles(unit, placement, blueprints);
        const content = (suffix: string) =>
          files.find(({ path }) => path.endsWith(suffix))!.content;

        expect(JSON.parse(content('/tenant.json'))).toEqual(
          JSON.parse(JSON.stringify(unit)),
        );
        expect(parse(content('/catalog-info.yaml'))).toEqual(
          JSON.parse(JSON.stringify(catalogEntity(unit, placement))),
        );
        expect(content('/stack.ts')).toBe(stack);
      }),
      { numRuns: 500 },
    );
  });
});
