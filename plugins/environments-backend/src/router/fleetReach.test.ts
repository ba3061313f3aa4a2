import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { type Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { permissionRules } from '@backstage/plugin-catalog-backend/alpha';
import { catalogEntityReadPermission } from '@backstage/plugin-catalog-common/alpha';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  AuthorizeResult,
  type PermissionCondition,
  type PermissionCriteria,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  createConditionAuthorizer,
  type PermissionRule,
} from '@backstage/plugin-permission-node';
import {
  costsReadPermission,
  environmentReadPermission,
  readUnitIdentity,
} from '@plinth/plugin-environments-common';
import { unitRules } from '@plinth/plugin-environments-node';
import fc from 'fast-check';
import { engines, type TestDatabase } from '../__testUtils__/databases';
import { environmentEntity } from '../__testUtils__/entities';
import { ACCOUNTS, fleetUnit } from '../__testUtils__/fleetUnit';
import type { FleetReach } from '../store';
import { EntityAuthorizer } from './EntityAuthorizer';
import { fleetReach } from './fleetReach';

type Conditions = PermissionCriteria<PermissionCondition>;

const OWNERS = ['group:default/a', 'group:default/b', 'user:default/c'];
const CREDENTIALS = mockCredentials.user();

const condition = (
  rule: string,
  params: PermissionCondition['params'],
): PermissionCondition => ({ rule, resourceType: 'catalog-entity', params });

const some = (...values: string[]) => fc.subarray(values);
const anyRule: fc.Arbitrary<PermissionCondition> = fc.oneof(
  some(...OWNERS).map(claims => condition('IS_ENTITY_OWNER', { claims })),
  some('dev', 'staging', 'qa', '').map(stages =>
    condition('IS_IN_STAGE', { stages }),
  ),
  some(...ACCOUNTS).map(accounts => condition('IS_IN_ACCOUNT', { accounts })),
  some('application', 'app', 'application@1.0.0', '').map(blueprints =>
    condition('IS_OF_BLUEPRINT', { blueprints }),
  ),
  some('resource', 'Template').map(kinds =>
    condition('IS_ENTITY_KIND', { kinds }),
  ),
  fc
    .record(
      {
        key: fc.constantFrom('name', 'Name', 'namespace'),
        value: fc.constantFrom('a', 'A', 'default'),
      },
      { requiredKeys: ['key'] },
    )
    .map(params => condition('HAS_METADATA', params)),
  // What no column of a unit tells.
  fc
    .constantFrom('one', 'two')
    .map(value => condition('HAS_LABEL', { label: 'tier', value })),
);
const { conditions: anyConditions } = fc.letrec<{ conditions: Conditions }>(
  tie => {
    const parts = fc.array(tie('conditions'), { minLength: 1, maxLength: 3 });
    return {
      conditions: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        anyRule,
        parts.map(allOf => ({ allOf }) as unknown as Conditions),
        parts.map(anyOf => ({ anyOf }) as unknown as Conditions),
        tie('conditions').map(not => ({ not })),
      ),
    };
  },
);
const conditional = (conditions: Conditions): PolicyDecision => ({
  result: AuthorizeResult.CONDITIONAL,
  pluginId: 'catalog',
  resourceType: 'catalog-entity',
  conditions,
});
const anyDecision: fc.Arbitrary<PolicyDecision> = fc.oneof(
  { weight: 6, arbitrary: anyConditions.map(conditional) },
  fc.constantFrom<PolicyDecision>(
    { result: AuthorizeResult.ALLOW },
    { result: AuthorizeResult.DENY },
  ),
);

const anyEntities = fc.uniqueArray(
  fc
    .record({
      name: fc.stringMatching(/^[a-cA]{1,2}$/),
      stage: fc.constantFrom('dev', 'staging', 'production'),
      account: fc.constantFrom(...ACCOUNTS),
      blueprint: fc.constantFrom(
        undefined,
        'application',
        'application@1.0.0',
        'app@2.0.0',
      ),
      owners: fc.array(fc.constantFrom(...OWNERS), { maxLength: 2 }),
      tier: fc.constantFrom('one', 'two'),
    })
    .map(({ name, stage, account, blueprint, owners, tier }): Entity => {
      const entity = environmentEntity(name, {
        'plinth/stage': stage,
        'plinth/account': account,
        ...(blueprint && { 'plinth/blueprint': blueprint }),
      });
      if (!blueprint) {
        delete entity.metadata.annotations!['plinth/blueprint'];
      }
      return {
        ...entity,
        metadata: { ...entity.metadata, labels: { tier } },
        relations: [
          { type: 'dependencyOf', targetRef: OWNERS[0] },
          ...owners.map(targetRef => ({ type: 'ownedBy', targetRef })),
        ],
      };
    }),
  { selector: stringifyEntityRef, maxLength: 15 },
);

const rules = [...Object.values(permissionRules), ...Object.values(unitRules)];
const applies = createConditionAuthorizer<Entity>({
  getRuleByName: name =>
    rules.find(rule => rule.name === name) as PermissionRule<
      Entity,
      unknown,
      string
    >,
});

/** What a policy decides of the permissions of a row, and how the catalog applies that to each entity. */
function authorizerFor(
  entities: readonly Entity[],
  decisions: { inCatalog: PolicyDecision } & Record<
    'health' | 'costs',
    PolicyDecision
  >,
) {
  const decisionOf = (permission: string): PolicyDecision =>
    ({
      [catalogEntityReadPermission.name]: decisions.inCatalog,
      [environmentReadPermission.name]: decisions.health,
      [costsReadPermission.name]: decisions.costs,
    })[permission]!;
  const permissions = mockServices.permissions.mock({
    authorizeConditional: async requests =>
      requests.map(({ permission }) => decisionOf(permission.name)),
    authorize: async requests =>
      requests.map(({ permission, resourceRef }) => ({
        result: applies(
          decisionOf(permission.name),
          entities.find(each => stringifyEntityRef(each) === resourceRef),
        )
          ? AuthorizeResult.ALLOW
          : AuthorizeResult.DENY,
      })),
  });
  const asked = () =>
    permissions.authorize.mock.calls.flatMap(([requests]) =>
      requests.map(({ resourceRef }) => resourceRef),
    );
  return {
    asked,
    subject: new EntityAuthorizer({
      httpAuth: mockServices.httpAuth(),
      catalog: catalogServiceMock(),
      permissions,
    }),
  };
}

describe.each(engines)('what somebody sees of the fleet on %s', (_, create) => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await create();
  });
  afterAll(() => database.destroy());

  const fleet = () => database.stores.fleet;

  async function become(entities: readonly Entity[]): Promise<string[]> {
    const units = entities.map(entity => {
      const identity = readUnitIdentity(entity)!;
      const { entityRef, name, stage, account, owner, blueprint } = identity;
      const { row } = fleetUnit(name, {
        entityRef,
        stage,
        account,
        owner,
        blueprint,
        monthToDate: 20,
        monthlyBudget: 10,
      });
      return { identity, row };
    });
    await fleet().put(units);
    const references = units.map(({ row }) => row.entityRef);
    await fleet().retain(references);
    return references;
  }

  const page = (reach: FleetReach) =>
    fleet().page({ ...reach, orderBy: '-monthToDate', limit: 100 });

  it('is what a look at each entity says, whatever the policy decides', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyEntities,
        fc.record({
          inCatalog: anyDecision,
          health: anyDecision,
          costs: anyDecision,
        }),
        async (entities, decisions) => {
          const references = await become(entities);
          const { subject } = authorizerFor(entities, decisions);
          const each = async (permission: typeof environmentReadPermission) =>
            subject.reach([permission], CREDENTIALS, async () => references);
          const one = await each(catalogEntityReadPermission);
          const other = await each(environmentReadPermission);
          const visible = references.filter(ref =>
            [one, other].every(reach => reach === 'all' || reach.includes(ref)),
          );
          expect(
            await page(
              await fleetReach(subject, CREDENTIALS, { fleet: fleet() }),
            ),
          ).toEqual(
            await page({ visible, priced: await each(costsReadPermission) }),
          );
        },
      ),
      { numRuns: 150 },
    );
  });

  const own = condition('IS_ENTITY_OWNER', { claims: [OWNERS[0]] });
  const labelled = condition('HAS_LABEL', { label: 'tier', value: 'one' });
  const ownedBy = (name: string, ...owners: string[]): Entity => ({
    ...environmentEntity(name),
    relations: owners.map(targetRef => ({ type: 'ownedBy', targetRef })),
  });
  const three = [
    ownedBy('mine', OWNERS[0]),
    ownedBy('ours', OWNERS[1], OWNERS[0]),
    ownedBy('theirs', OWNERS[1]),
  ];

  it.each([
    ['none, where rows tell', own, ['ours'], ['mine', 'ours']],
    [
      'those that rows do not tell of',
      { anyOf: [own, labelled] } as Conditions,
      ['ours', 'theirs'],
      ['mine', 'ours'],
    ],
    ['all, where no row tells', labelled, ['mine', 'ours', 'theirs'], []],
  ])('takes a look at %s', async (__, conditions, looked, seen) => {
    await become(three);
    const { subject, asked } = authorizerFor(three, {
      inCatalog: { result: AuthorizeResult.ALLOW },
      health: conditional(conditions),
      costs: { result: AuthorizeResult.ALLOW },
    });
    const { items } = await page(
      await fleetReach(subject, CREDENTIALS, { fleet: fleet() }),
    );
    expect(items.map(({ name }) => name)).toEqual(seen);
    expect(asked()).toEqual(looked.map(name => `resource:default/${name}`));
  });

  it('takes no look at units that are not asked for', async () => {
    await become(three);
    const { subject, asked } = authorizerFor(three, {
      inCatalog: { result: AuthorizeResult.ALLOW },
      health: conditional(labelled),
      costs: conditional(labelled),
    });
    await fleetReach(subject, CREDENTIALS, {
      fleet: fleet(),
      among: { column: 'owner', values: [OWNERS[0]] },
    });
    expect(asked()).toEqual(['resource:default/mine']);
  });

  it('does not go by what is kept of a unit from before its owners were', async () => {
    await become(three);
    await database.knex('fleet_units').update({ owned_by: null });
    const { subject, asked } = authorizerFor(three, {
      inCatalog: { result: AuthorizeResult.ALLOW },
      health: conditional({ not: own }),
      costs: { result: AuthorizeResult.ALLOW },
    });
    const { items } = await page(
      await fleetReach(subject, CREDENTIALS, { fleet: fleet() }),
    );
    expect(items.map(({ name }) => name)).toEqual(['theirs']);
    expect(asked()).toHaveLength(3);
  });
});
