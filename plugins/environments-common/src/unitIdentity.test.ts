import { Entity } from '@backstage/catalog-model';
import {
  explainNoUnit,
  isEnvironmentsAvailable,
  readUnitIdentity,
  systemOf,
} from './unitIdentity';

function entity(
  overrides: {
    spec?: Entity['spec'];
    namespace?: string;
    annotations?: Record<string, string>;
  } = {},
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: {
      name: 'acme',
      namespace: overrides.namespace ?? 'default',
      annotations: {
        'plinth/unit': 'tenants/acme',
        'plinth/repository': 'github.com/acme/infrastructure',
        'plinth/stage': 'staging',
        'plinth/account': '444455556666',
        'plinth/region': 'us-east-1',
        'plinth/blueprint': 'tenant',
        'plinth/monthly-budget': '50',
        ...overrides.annotations,
      },
    },
    spec: {
      type: 'aws-tenant',
      owner: 'platform',
      dependsOn: ['resource:claims-staging'],
      ...overrides.spec,
    },
  };
}

describe('readUnitIdentity', () => {
  it('reads a tenant with full references', () => {
    expect(readUnitIdentity(entity())).toEqual({
      entityRef: 'resource:default/acme',
      name: 'acme',
      kind: 'tenant',
      unit: 'tenants/acme',
      repository: 'github.com/acme/infrastructure',
      stage: 'staging',
      account: '444455556666',
      region: 'us-east-1',
      owner: 'group:default/platform',
      owners: [],
      blueprint: 'tenant',
      monthlyBudget: 50,
      stacks: ['acme'],
      environment: 'resource:default/claims-staging',
    });
  });

  it('reads whose it is from its relations, each owner once', () => {
    const relations = ['group:default/b', 'group:default/a', 'group:default/b']
      .map(targetRef => ({ type: 'ownedBy', targetRef }))
      .concat({ type: 'partOf', targetRef: 'system:default/claims' });
    expect(readUnitIdentity({ ...entity(), relations })).toMatchObject({
      owner: 'group:default/b',
      owners: ['group:default/b', 'group:default/a'],
    });
  });

  it('reads further stacks, and leaves out a budget that is no number', () => {
    expect(
      readUnitIdentity(
        entity({
          annotations: {
            'plinth/stacks': 'acme, acme-dr',
            'plinth/monthly-budget': 'much',
          },
        }),
      ),
    ).toMatchObject({ stacks: ['acme', 'acme-dr'], monthlyBudget: undefined });
  });

  it.each([
    ['no account', { annotations: { 'plinth/account': '' } }],
    ['a stage that does not exist', { annotations: { 'plinth/stage': 'qa' } }],
    ['another type', { spec: { type: 'database' } }],
  ])('knows no unit in an entity with %s', (_, overrides) => {
    expect(readUnitIdentity(entity(overrides))).toBeUndefined();
  });

  it.each([
    ['of another tenant', { annotations: { 'plinth/unit': 'tenants/globex' } }],
    [
      'of an environment',
      { annotations: { 'plinth/unit': 'environments/acme' } },
    ],
    [
      'below its own',
      { annotations: { 'plinth/unit': 'tenants/acme/../globex' } },
    ],
    ['of the same name in the default namespace', { namespace: 'elsewhere' }],
  ])('gives nobody the folder %s', (_, overrides) => {
    expect(readUnitIdentity(entity(overrides))).toBeUndefined();
    expect(explainNoUnit(entity(overrides))).toMatch(
      /^says that its folder is .*, which belongs to resource:default\//,
    );
  });

  it('offers its views for environments, tenants and stacks', () => {
    expect(isEnvironmentsAvailable(entity())).toBe(true);
    expect(
      isEnvironmentsAvailable(
        entity({ spec: { type: 'cloudformation-stack' } }),
      ),
    ).toBe(true);
    expect(isEnvironmentsAvailable(entity({ spec: { type: 'queue' } }))).toBe(
      false,
    );
  });
});

describe('systemOf', () => {
  it.each([
    [{ name: 'claims-staging', stage: 'staging' as const }, 'claims'],
    [{ name: 'claims-dev', stage: 'staging' as const }, 'claims-dev'],
    [{ name: '-dev', stage: 'dev' as const }, '-dev'],
    [
      { name: 'x', stage: 'dev' as const, system: 'system:default/claims' },
      'claims',
    ],
    [
      { name: 'x', stage: 'dev' as const, system: 'system:other/claims' },
      'other/claims',
    ],
    [
      {
        name: 'globex',
        stage: 'production' as const,
        environment: 'resource:default/claims-production',
      },
      'claims',
    ],
  ])('says what %j is a stage of: %s', (unit, system) => {
    expect(systemOf(unit)).toBe(system);
  });

  it('takes the system that the entity names, in full', () => {
    const spec = { system: 'claims' };
    expect(readUnitIdentity(entity({ spec }))).toMatchObject({
      system: 'system:default/claims',
    });
  });
});
